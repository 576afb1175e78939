import type { ApiKey } from "@effect-wandb/core/ApiKey"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { RollBackRefused } from "./errors.js"
import { havingStored, held, requirePlace, takeOver } from "./fence.js"
import { deleteKey, madeBy, ownKeys } from "./keys.js"
import { type Because, keyOf, planOf, rolledBack } from "./plan.js"
import { requireNotInForce, stateOf } from "./resume.js"
import { Orphaned, type Unfinished } from "./state.js"
import { condemn, failing, type Hands, record, type StepError } from "./steps.js"

const becauseOf = (state: Unfinished): Because => (state._tag === "Orphaned" ? state.because : "asked")

/** Deletes what a rotation has made. What cannot be deleted is written down. */
const discard = <E, R>(hands: Pick<Hands<E, R>, "onState">, state: Unfinished, made: ReadonlyArray<ApiKey>) =>
  Effect.forEach(
    made,
    (key) =>
      Effect.catchAll(Effect.zipRight(held(state), deleteKey(key.id)), (error) =>
        error._tag === "RotationTakenOver" || error._tag === "JournalFailed"
          ? Effect.fail(error)
          : Effect.flatMap(
              record(
                hands,
                new Orphaned({ ...planOf(state), key, because: becauseOf(state) }),
                Option.some(state)
              ),
              (orphaned) => Effect.fail(failing<StepError>("deleteNew", orphaned, error))
            )
      ),
    { discard: true }
  )

/** Looks up the keys, among which the old one has to be: without it, the new one may be the only one. */
const keysToRollBack = (state: Unfinished) =>
  Effect.filterOrFail(
    ownKeys(state),
    // A key that was never verified is not wanted, whatever has become of the old one.
    (keys) => state._tag === "Orphaned" || keys.some(({ id }) => id === state.old.id),
    () => new RollBackRefused({ id: state.id, old: state.old, reason: "oldKeyGone" })
  )

const madeIn = (state: Unfinished, keys: ReadonlyArray<ApiKey>) => madeBy(state, keys, keyOf(state))

export const rollBack = <E, R>(
  hands: Pick<Hands<E, R>, "onState" | "undo">,
  id: string,
  place: string | undefined
) =>
  Effect.gen(function* () {
    const state = yield* stateOf(id)
    if (state._tag === "RolledBack") return state
    if (state._tag === "Done") {
      return yield* new RollBackRefused({ id, old: state.old, reason: "finished" })
    }
    yield* requirePlace(state, place)
    yield* requireNotInForce(state, madeIn(state, yield* keysToRollBack(state)))
    const mine = yield* takeOver(state)
    // Once more: until then, the run before may have deleted the old key.
    const made = madeIn(mine, yield* keysToRollBack(mine))
    return yield* Effect.uninterruptible(
      Effect.gen(function* () {
        yield* held(mine)
        yield* Effect.mapError(hands.undo, (error) => failing("undo", mine, error))
        const [first] = made
        const last: Unfinished =
          first === undefined || mine._tag === "Orphaned"
            ? mine
            : yield* havingStored(condemn(mine, first, becauseOf(mine)))
        yield* discard(hands, last, made)
        const key = Option.orElse(keyOf(mine), () => Option.fromNullable(first))
        return yield* record(hands, yield* rolledBack(last, key, becauseOf(last)), Option.some(last))
      })
    )
  })
