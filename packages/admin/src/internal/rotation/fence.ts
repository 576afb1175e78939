import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import { RotationJournal } from "../../RotationJournal.js"
import { PlaceDiffers, RotationTakenOver } from "./errors.js"
import type { JournalFailed } from "./journalFailed.js"
import { newId } from "./newId.js"
import { type Plan, withoutKeys } from "./plan.js"
import {
  Created,
  Orphaned,
  Overlapping,
  Planned,
  type State,
  Stored,
  type Unfinished,
  Verified
} from "./state.js"

// Two programs may go on with one rotation. Each has a run of its own in the states that it writes down, and writes in
// the place of its own last state only: the first that takes the rotation over is the only one that changes anything.

/** The same state, of another run. */
const again = (state: Unfinished, run: string): Unfinished => {
  switch (state._tag) {
    case "Planned":
      return new Planned({ ...state, run })
    case "Created":
      return new Created({ ...state, run })
    case "Stored":
      return new Stored({ ...state, run })
    case "Verified":
      return new Verified({ ...state, run })
    case "Overlapping":
      return new Overlapping({ ...state, run })
    case "Orphaned":
      return new Orphaned({ ...state, run })
  }
}

/** Takes a rotation over from whichever run has left it in a state: that one changes nothing from then on. */
export const takeOver = <S extends Unfinished>(
  state: S
): Effect.Effect<S, JournalFailed | RotationTakenOver, RotationJournal> =>
  Effect.gen(function* () {
    const isSame = (other: Unfinished): other is S => other._tag === state._tag
    const mine = again(state, yield* newId)
    if (!isSame(mine)) return yield* Effect.dieMessage("A rotation that is taken over stays in its state.")
    const journal = yield* RotationJournal
    yield* journal.put(mine, Option.some(state))
    return mine
  })

/** Makes sure that the journal has this very state still: else another run goes on with the rotation. */
export const held = (state: State): Effect.Effect<void, JournalFailed | RotationTakenOver, RotationJournal> =>
  Effect.flatMap(RotationJournal, (journal) => journal.get(state.id)).pipe(
    Effect.filterOrFail(
      Option.exists((current) => Equal.equals(current, state)),
      () => new RotationTakenOver({ id: state.id, mayHaveStored: false })
    ),
    Effect.asVoid
  )

/** Says of a run that was taken over that it may have changed what is stored meanwhile. */
export const havingStored = <A, E, R>(
  program: Effect.Effect<A, E | RotationTakenOver, R>
): Effect.Effect<A, E | RotationTakenOver, R> =>
  Effect.mapError(program, (error) =>
    error instanceof RotationTakenOver ? new RotationTakenOver({ id: error.id, mayHaveStored: true }) : error
  )

/** Fails when a rotation is to go on with another place than the one that it was begun with. */
export const requirePlace = (
  { id, place }: Plan,
  given: string | undefined
): Effect.Effect<void, PlaceDiffers> => {
  const actual = given === undefined ? undefined : withoutKeys(given)
  return Option.isSome(place) && actual !== undefined && place.value !== actual
    ? Effect.fail(new PlaceDiffers({ id, expected: place.value, actual }))
    : Effect.void
}
