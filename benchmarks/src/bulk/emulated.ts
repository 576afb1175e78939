import { Instance, Server } from "@effect-wandb/emulator"
import { Effect, Layer, Redacted } from "effect"

// The emulator on a socket with so many users, as a process of its own, whose memory is not counted.

const count = Number(process.argv[2] ?? 100_000)

const seed = {
  users: [
    { username: "root", admin: true },
    ...Array.from({ length: count - 1 }, (_, index) => ({ username: `user-${index}` }))
  ]
}

const serve = Effect.gen(function* () {
  const { adminKey } = yield* Instance.Instance
  const { url } = yield* Server.serve({ port: 0 })
  process.send?.({ url, apiKey: Redacted.value(adminKey) })
  return yield* Effect.never
})

Effect.runFork(Effect.scoped(serve).pipe(Effect.provide(Instance.layer({ seed }).pipe(Layer.orDie))))
