import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** What time it is by a fiber's clock. To ask for it by an effect takes several of them, and every request asks often. */
export const nowIn = (fiber: Fiber.RuntimeFiber<unknown, unknown>): number =>
  clockIn(fiber).unsafeCurrentTimeMillis()

/** The clock of a fiber. */
export const clockIn = (fiber: Fiber.RuntimeFiber<unknown, unknown>): Clock.Clock =>
  Context.get(fiber.currentDefaultServices, Clock.Clock)

/** Goes on by what time it is. */
export const withNow = <A, E, R>(use: (now: number) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withFiberRuntime((fiber) => use(nowIn(fiber)))
