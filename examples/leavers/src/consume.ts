import { Offboarding } from "@effect-wandb/admin"
import { Users } from "@effect-wandb/core"
import { Effect, Option, Ref, Schema } from "effect"
import { Case, caseOf, Cases } from "./cases.js"
import { type Delivery, Inbox, Leaver } from "./Inbox.js"

/** So many runs are made of a message before a person has to look at it. */
const most = 3

const isDone = ({ receipt }: Case): boolean => Option.exists(receipt, Offboarding.isComplete)

/** Takes everything away, and keeps what becomes of each step before the next one is begun. */
const run = ({ id }: Delivery, { email, successors }: Leaver, before: Case) =>
  Effect.gen(function* () {
    const cases = yield* Cases
    // Planned anew in each run: what was done is not in it, and what came since is.
    const plan = yield* Offboarding.plan(yield* Users.get({ email }), { delete: true, successors })
    const current = yield* Ref.make(new Case({ ...before, runs: before.runs + 1, receipt: Option.none() }))
    const keep = (change: (now: Case) => Case) =>
      Effect.flatMap(Ref.updateAndGet(current, change), (now) => cases.set(id, now))
    yield* keep((now) => now)
    const receipt = yield* Offboarding.apply(plan, {
      // A step that cannot be written down is not followed by another.
      onOutcome: (outcome) =>
        Effect.orDie(keep((now) => new Case({ ...now, outcomes: [...now.outcomes, outcome] })))
    })
    yield* keep((now) => new Case({ ...now, receipt: Option.some(receipt) }))
    return yield* Ref.get(current)
  })

const left = ({ receipt }: Case): string =>
  Option.match(receipt, {
    onNone: () => "It was cut off again and again.",
    onSome: ({ outcomes, unseen }) =>
      [
        ...outcomes
          .filter(({ _tag }) => _tag === "Failed" || _tag === "Unknown")
          .map(Offboarding.describeOutcome),
        ...unseen.map(Offboarding.describeUnseen)
      ].join("\n")
  })

/** Works a message off. It is acknowledged once its receipt is kept, and one that was acknowledged in vain is known. */
const handle = (delivery: Delivery) =>
  Effect.gen(function* () {
    const inbox = yield* Inbox
    const leaver = yield* Schema.decodeUnknown(Schema.parseJson(Leaver))(delivery.text)
    const before = yield* caseOf(delivery.id)
    const now = isDone(before) || before.runs >= most ? before : yield* run(delivery, leaver, before)
    if (isDone(now)) return yield* inbox.acknowledge(delivery)
    if (now.runs >= most) return yield* inbox.bury(delivery, left(now))
    yield* Effect.logWarning("Something is left, for the next time.")
  })

const bury =
  (delivery: Delivery) =>
  ({ message }: Error) =>
    Effect.zipRight(
      Effect.logWarning(message),
      Effect.flatMap(Inbox, (inbox) => inbox.bury(delivery, message))
    )

const later = ({ message }: Error) => Effect.logWarning(message)

/**
 * Works off what waits, one message after the other. What a person has to decide is buried, what may go better another
 * time stays; and where W&B does not accept the service's own key, the whole fails, since no message is to blame for it.
 */
export const drain = Effect.flatMap(Inbox, ({ waiting }) => waiting).pipe(
  Effect.flatMap(
    Effect.forEach(
      (delivery) => {
        const refused = bury(delivery)
        return handle(delivery).pipe(
          Effect.catchTags({
            ParseError: refused,
            UserNotFound: refused,
            InvalidInput: refused,
            MemberNotFound: refused,
            OffboardingRefused: refused,
            OffboardingUnseen: refused,
            RequestFailed: later,
            UnexpectedResponse: later
          }),
          Effect.annotateLogs({ message: delivery.id })
        )
      },
      { discard: true }
    )
  )
)
