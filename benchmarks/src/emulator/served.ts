import { Instance, Server } from "@effect-wandb/emulator"
import { Effect, Redacted } from "effect"

// The emulator on a socket, as a process of its own.

const serve = Effect.gen(function* () {
  const { adminKey } = yield* Instance.Instance
  const { url } = yield* Server.serve({ port: 0 })
  process.send?.({ url, apiKey: Redacted.value(adminKey) })
  return yield* Effect.never
})

Effect.runFork(Effect.scoped(serve).pipe(Effect.provide(Instance.layer())))
