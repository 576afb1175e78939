import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as LogLevel from "effect/LogLevel"

/** What a message is about, by the names that spans have for it; what is not known is left out. */
export type About = Readonly<Record<string, string | number | undefined>>

/** Says something to whoever listens to debug logs, and works nothing out for it while nobody does. */
export const debug = (message: string, about: () => About): Effect.Effect<void> =>
  Effect.withFiberRuntime((fiber) =>
    LogLevel.greaterThan(fiber.getFiberRef(FiberRef.currentMinimumLogLevel), LogLevel.Debug)
      ? Effect.void
      : Effect.annotateLogs(
          Effect.logDebug(message),
          Object.fromEntries(Object.entries(about()).filter(([, value]) => value !== undefined))
        )
  )
