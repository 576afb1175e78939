import { Wandb } from "@effect-wandb/client"
import { Users } from "@effect-wandb/core"
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, Layer, Redacted, Stream } from "effect"

// Streams all users of a server, and tells how much memory it takes in the meantime.

const [baseUrl = "", apiKey = ""] = process.argv.slice(2)

const megabytes = () => process.memoryUsage().rss / 2 ** 20

const every = 1_000

const watch = Effect.gen(function* () {
  const start = megabytes()
  let count = 0
  let early = 0
  let peak = 0
  yield* Stream.runForEach(Users.list, () =>
    Effect.sync(() => {
      count += 1
      if (count % every !== 0) return
      peak = Math.max(peak, megabytes())
      if (count <= 10_000) early = peak
    })
  )
  process.send?.({ count, early: early - start, peak: peak - start })
})

await Effect.runPromise(
  Effect.provide(
    watch,
    Wandb.layer({ apiKey: Redacted.make(apiKey), baseUrl }).pipe(Layer.provide(NodeHttpClient.layerUndici))
  )
)
