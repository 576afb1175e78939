import { Instance, Server } from "@effect-wandb/emulator"
import { Effect, Redacted } from "effect"

/** The emulator on a socket, until the process ends. */
export const startEmulator = () =>
  new Promise((resolve) =>
    Effect.runFork(
      Effect.gen(function* () {
        const { adminKey } = yield* Instance.Instance
        const { url } = yield* Server.serve({ port: 0 })
        resolve({ url, apiKey: Redacted.value(adminKey) })
        return yield* Effect.never
      }).pipe(Effect.scoped, Effect.provide(Instance.layer()))
    )
  )
