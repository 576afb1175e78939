const began = performance.now()

const Instance = await import("@effect-wandb/emulator/Instance")
const Server = await import("@effect-wandb/emulator/Server")
const Effect = await import("effect/Effect")

// From the first import to a server that listens, as a process of its own.

const served = Server.serve({ port: 0 }).pipe(Effect.provide(Instance.layer()), Effect.asVoid)

await Effect.runPromise(
  Effect.scoped(
    Effect.zipRight(
      served,
      Effect.sync(() => process.send?.(performance.now() - began))
    )
  )
)
process.disconnect()
