import { afterAll, beforeAll, it } from "@effect/vitest"
import { Effect, type Layer, ManagedRuntime, type Scope } from "effect"

/**
 * Tests that share what a layer provides, in the block in which it is called. The library has `layer` for it, which puts
 * what it shares into the `it` of all files that run in the same process, the clock included.
 */
export const sharing = <R, E>(layer: Layer.Layer<R, E>) => {
  const runtime = ManagedRuntime.make(layer)
  beforeAll(() => runtime.runPromise(Effect.void), 60_000)
  afterAll(() => runtime.dispose())

  const provide = <A, E2, R2>(effect: Effect.Effect<A, E2, R2>): Effect.Effect<A, E | E2, Exclude<R2, R>> =>
    Effect.flatMap(runtime.runtimeEffect, ({ context }) => Effect.provide(effect, context))

  return {
    effect: Object.assign(
      <A, E2>(name: string, test: () => Effect.Effect<A, E2, R>) => it.effect(name, () => provide(test())),
      {
        each:
          <T>(cases: ReadonlyArray<T>) =>
          <A, E2>(name: string, test: (one: T) => Effect.Effect<A, E2, R>) =>
            it.effect.each(cases)(name, (one) => provide(test(one)))
      }
    ),
    scoped: Object.assign(
      <A, E2>(name: string, test: () => Effect.Effect<A, E2, R | Scope.Scope>) =>
        it.scoped(name, () => provide(test())),
      {
        each:
          <T>(cases: ReadonlyArray<T>) =>
          <A, E2>(name: string, test: (one: T) => Effect.Effect<A, E2, R | Scope.Scope>) =>
            it.scoped.each(cases)(name, (one) => provide(test(one)))
      }
    )
  }
}
