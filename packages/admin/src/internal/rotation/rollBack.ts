import type { ApiKey } from "@effect-wandb/core/ApiKey"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { RollBackRefused } from "./errors.js"
import { deleteKey, madeBy, ownKeys } from "./keys.js"
import { requireNotInForce, stateOf } from "./resume.js"
import { type Because, planOf, rolledBack } from "./plan.js"
import { Orphaned, type Unfinished } from "./state.js"
import { failing, type Hands, record, type StepError } from "./steps.js"

const becauseOf = (state: Unfinished): Because => (state._tag === "Orphaned" ? state.because : "asked")

/** Deletes what a rotation has made. What cannot be deleted is written down. */
const discard = <E, R>(hands: Pick<Hands<E, R>, "onState">, state: Unfinished, made: ReadonlyArray<ApiKey>) =>
  Effect.forEach(
    made,
    (key) =>
      Effect.catchAll(deleteKey(key.id), (error) =>
        Effect.flatMap(
          record(hands, new Orphaned({ ...planOf(state), key, because: becauseOf(state) })),
          (orphaned) => Effect.fail(failing<StepError>("deleteNew", orphaned, error))
        )
      ),
    { discard: true }
  )

export const rollBack = <E, R>(hands: Pick<Hands<E, R>, "onState" | "undo">, id: string) =>
  Effect.gen(function* () {
    const state = yield* stateOf(id)
    if (state._tag === "RolledBack") return state
    if (state._tag === "Done") {
      return yield* new RollBackRefused({ id, old: state.old, reason: "finished" })
    }
    const keys = yield* ownKeys(state)
    // A key that was never verified is not wanted, whatever has become of the old one.
    if (state._tag !== "Orphaned" && !keys.some((key) => key.id === state.old.id)) {
      return yield* new RollBackRefused({ id, old: state.old, reason: "oldKeyGone" })
    }
    const known = state._tag === "Planned" ? Option.none() : Option.some(state.key)
    const made = madeBy(state, keys, known)
    yield* requireNotInForce(state, made)
    return yield* Effect.uninterruptible(
      Effect.gen(function* () {
        yield* Effect.mapError(hands.undo, (error) => failing("undo", state, error))
        yield* discard(hands, state, made)
        const [first] = made
        const key = Option.orElse(known, () => Option.fromNullable(first))
        return yield* record(hands, yield* rolledBack(state, key, becauseOf(state)))
      })
    )
  })
