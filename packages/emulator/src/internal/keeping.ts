import * as Effect from "effect/Effect"
import type { Snapshot } from "../Snapshot.js"

/** Saves a world somewhere that outlives the process; fails with what prevents it. */
export type Save = (snapshot: Snapshot) => Effect.Effect<void, { readonly message: string }>

/** A world, and how many changes led to it. */
export interface Version {
  readonly number: number
  readonly snapshot: Snapshot
}

/** Keeps versions one after the other; gives what waits until one of them, or a later one, is kept. */
export const make = (save: Save, current: Effect.Effect<Version>) => {
  const turn = Effect.unsafeMakeSemaphore(1)
  let kept = 0

  // While one is written others wait, and the next takes them all along.
  const write = Effect.gen(function* () {
    const { number, snapshot } = yield* current
    yield* save(snapshot)
    kept = number
  })

  return (number: number): Effect.Effect<void, { readonly message: string }> =>
    Effect.suspend(() =>
      number <= kept
        ? Effect.void
        : turn.withPermits(1)(
            Effect.suspend(() => (number <= kept ? Effect.void : Effect.uninterruptible(write)))
          )
    )
}
