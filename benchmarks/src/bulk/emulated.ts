import { Instance, Seed, Server } from "@effect-wandb/emulator"
import { Effect, Layer, Redacted } from "effect"

// The emulator on a socket with so many users, as a process of its own, whose memory is not counted.

const count = Number(process.argv[2] ?? 100_000)

const seed = Seed.make(Seed.user("root", { admin: true }), Seed.crowd(count - 1))

const serve = Effect.gen(function* () {
  const { adminKey } = yield* Instance.Instance
  const { url } = yield* Server.serve({ port: 0 })
  process.send?.({ url, apiKey: Redacted.value(adminKey) })
  return yield* Effect.never
})

Effect.runFork(Effect.scoped(serve).pipe(Effect.provide(Instance.layer({ seed }).pipe(Layer.orDie))))
