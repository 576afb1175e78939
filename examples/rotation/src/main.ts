import { RotationJournal } from "@effect-wandb/admin"
import { FileSystem, KeyValueStore } from "@effect/platform"
import { NodeContext, NodeRuntime } from "@effect/platform-node"
import { Config, Console, Duration, Effect, Either, Layer, Option } from "effect"
import * as Wandb from "../../shared/wandb.js"
import { night } from "./night.js"
import * as Vault from "./Vault.js"

const wandb = Wandb.layer({
  users: [
    { username: "root", admin: true, apiKeys: [{ description: "nightly export" }, { description: "ci" }] }
  ]
})

const options = Config.all({
  names: Config.withDefault(Config.array(Config.nonEmptyString(), "KEYS"), ["nightly export", "ci"]),
  overlap: Config.withDefault(Config.duration("OVERLAP"), Duration.hours(12)),
  folder: Config.option(Config.nonEmptyString("FOLDER"))
})

// Vault and journal have to outlive the program: they are what the next night goes on with. Those of a W&B in memory go
// with it, unless a folder is named.
const over = (folder: string) =>
  Layer.merge(
    Vault.layerFolder(`${folder}/keys`),
    RotationJournal.layerKeyValueStore().pipe(
      Layer.provide(KeyValueStore.layerFileSystem(`${folder}/journal`))
    )
  )

Effect.gen(function* () {
  const { folder: named, names, overlap } = yield* options
  const fs = yield* FileSystem.FileSystem
  const folder = yield* Option.match(named, {
    onNone: () => fs.makeTempDirectoryScoped(),
    onSome: Effect.succeed
  })
  for (const { ended, name } of yield* Effect.provide(night(names, overlap), over(folder))) {
    if (Either.isLeft(ended)) process.exitCode = 1
    yield* Either.match(ended, {
      onLeft: ({ message }) => Console.error(`${name}: ${message}`),
      onRight: ({ _tag, key }) => Console.log(`${name}: ${_tag}, the key in use is ${key.name}`)
    })
  }
}).pipe(Effect.scoped, Effect.provide([wandb, NodeContext.layer]), NodeRuntime.runMain)
