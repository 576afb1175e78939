/**
 * What OpenTelemetry shows of a program, from beginning to end: the program sends its spans and metrics to a collector,
 * which is run here too and prints them as a tree. W&B is one in memory, which fails once, so that a retry is seen.
 */
import { Wandb } from "@effect-wandb/client"
import { Users } from "@effect-wandb/core"
import { Emulator, Fault, Instance } from "@effect-wandb/emulator"
import { NodeRuntime } from "@effect/platform-node"
import { Array as Arr, Console, Effect, Layer, Order, Stream } from "effect"
import * as Collector from "./tracing/collector.js"
import { telemetry } from "./tracing/telemetry.js"
import { tree } from "./tracing/tree.js"

const people = [{ email: "ada@example.com" }, { email: "grace@example.com" }]

const onboarding = Effect.gen(function* () {
  yield* Users.viewer
  yield* Stream.runDrain(Users.createMany(people))
  yield* Effect.forEach(people, Users.get, { concurrency: "unbounded" })
}).pipe(Effect.withSpan("onboarding"))

/** A W&B in memory whose first answer is that it is not available. */
const WandbLive = Layer.unwrapEffect(
  Effect.gen(function* () {
    const instance = yield* Instance.make()
    yield* instance.inject(Fault.respond({ status: 503 }))
    return Wandb.layer({ apiKey: instance.adminKey, baseUrl: Emulator.baseUrl }).pipe(
      Layer.provide(Emulator.layerHttpClient),
      Layer.provide(Layer.succeed(Instance.Instance, instance))
    )
  })
)

const main = Effect.gen(function* () {
  const collector = yield* Collector.make
  // When the layer is let go of, all is sent that was not sent before.
  yield* Effect.provide(onboarding, Layer.provideMerge(WandbLive, telemetry(collector.url)))
  for (const line of tree(yield* collector.spans)) yield* Console.log(line)
  const metrics = (yield* collector.metrics)
    .filter(({ name }) => name.startsWith("wandb_"))
    .map(({ name, unit }) => `${name} (${unit})`)
  yield* Console.log(`\nmetrics: ${Arr.sort(metrics, Order.string).join(", ")}`)
}).pipe(Effect.scoped, Effect.provide(Collector.layerServer))

NodeRuntime.runMain(main)
