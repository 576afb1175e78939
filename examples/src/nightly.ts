import { RotationJournal } from "@effect-wandb/admin"
import { Wandb } from "@effect-wandb/client"
import { KeyValueStore } from "@effect/platform"
import { NodeContext, NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { nightly } from "./nightlyRotation.js"

// A folder that outlives the program, for what is not finished when it is killed.
const journal = RotationJournal.layerKeyValueStore().pipe(
  Layer.provide(KeyValueStore.layerFileSystem("rotations")),
  Layer.provide(NodeContext.layer)
)

const services = Layer.mergeAll(
  Wandb.layerConfig().pipe(Layer.provide(NodeHttpClient.layerUndici)),
  journal,
  NodeContext.layer
)

nightly("nightly export", "wandb.key").pipe(
  Effect.tap(({ _tag, key }) => Effect.log(`${_tag}: the key is ${key.name}`)),
  Effect.provide(services),
  NodeRuntime.runMain
)
