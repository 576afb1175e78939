import { type ApiKey, ApiKeyRef, plainDescription, refOf } from "@effect-wandb/core/ApiKey"
import { label, type UserId } from "@effect-wandb/core/User"
import { InvalidInput } from "@effect-wandb/core/WandbError"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { RotationJournal } from "../../RotationJournal.js"
import { RotationExists, RotationUnfinished } from "./errors.js"
import { meant, own } from "./keys.js"
import { newId } from "./newId.js"
import { isUnfinished, publicPart, rolledBack, withoutKeys } from "./plan.js"
import { Planned } from "./state.js"
import { fromPlanned, type Hands, record } from "./steps.js"

/** The rotation that is asked for. */
export interface Request {
  readonly old: string | ApiKey
  readonly overlap?: Duration.DurationInput | undefined
  readonly description?: string | undefined
  readonly id?: string | undefined
  readonly place?: string | undefined
}

const invalid = (field: string, problem: string) =>
  new InvalidInput({ operation: "KeyRotation.rotate", field, problem })

const isId = Schema.is(ApiKeyRef)

const parseId = (id: string): Effect.Effect<ApiKeyRef, InvalidInput> =>
  isId(id)
    ? Effect.succeed(id)
    : Effect.fail(invalid("id", "may have 1 to 32 of the characters 0-9 and a-z only"))

const longest = Duration.days(36_500)

const parseOverlap = (input: Duration.DurationInput): Effect.Effect<Duration.Duration, InvalidInput> => {
  const overlap = Duration.millis(Math.ceil(Duration.toMillis(input)))
  return Duration.lessThan(overlap, longest)
    ? Effect.succeed(overlap)
    : Effect.fail(invalid("overlap", "is longer than a hundred years"))
}

/** Fails when another rotation of the key is not finished. */
const requireAlone = (ownerId: UserId, old: ApiKey, id: string) =>
  Effect.gen(function* () {
    const states = yield* (yield* RotationJournal).list
    const other = states.find(
      (state) =>
        isUnfinished(state) && state.id !== id && state.ownerId === ownerId && state.old.id === old.id
    )
    if (other !== undefined) {
      yield* new RotationUnfinished({ id: other.id, old: publicPart(old), state: other._tag })
    }
  })

/** Writes down what is to be done, once it is known that it can be. */
const plan = <E, R>(hands: Hands<E, R>, request: Request) =>
  Effect.gen(function* () {
    const overlap = yield* parseOverlap(request.overlap ?? Duration.zero)
    const id = yield* request.id === undefined ? newId : parseId(request.id)
    const mine = yield* own
    const old = yield* meant(mine, request.old)
    const ownerId = mine.viewer.id
    yield* requireAlone(ownerId, old, id)
    const known = yield* (yield* RotationJournal).get(id)
    if (Option.isSome(known) || mine.keys.some((key) => Option.contains(refOf(key), id))) {
      return yield* new RotationExists({ id })
    }
    const description =
      request.description === undefined ? plainDescription(old) : Option.some(request.description)
    const planned = yield* record(
      hands,
      new Planned({
        id,
        owner: label(mine.viewer),
        ownerId,
        old: publicPart(old),
        description: Option.map(description, withoutKeys),
        overlap,
        startedAt: yield* DateTime.now,
        run: yield* newId,
        place: Option.map(Option.fromNullable(request.place), withoutKeys)
      }),
      Option.none()
    ).pipe(
      // Another program has begun one of that id since it was looked for.
      Effect.catchTag("RotationTakenOver", () => Effect.fail(new RotationExists({ id })))
    )
    // Of two that begin at the same moment at least one sees the other by now, and goes no further.
    yield* Effect.tapErrorTag(requireAlone(ownerId, old, id), "RotationUnfinished", () =>
      Effect.flatMap(rolledBack(planned, Option.none(), "unfinished"), (state) =>
        record(hands, state, Option.some(planned))
      )
    )
    return planned
  })

export const rotate = <E, R>(hands: Hands<E, R>, request: Request) =>
  Effect.flatMap(plan(hands, request), (planned) =>
    fromPlanned(hands, planned, () =>
      Effect.flatMap(rolledBack(planned, Option.none(), "generate"), (state) =>
        record(hands, state, Option.some(planned))
      )
    )
  )
