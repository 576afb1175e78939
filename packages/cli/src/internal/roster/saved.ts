import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { json } from "../output/json.js"
import { Problem } from "../problem.js"
import { told } from "./records.js"
import type { Source } from "./source.js"

const encode = Schema.encodeSync(RosterPlan.Plan)

/**
 * A plan as it is saved, and given as JSON: what applies it reads everything but the words, which are there for people
 * and their scripts.
 */
export const documentOf = (plan: RosterPlan.Plan, explain: (refusal: RosterPlan.Refusal) => string) => ({
  ...encode(plan),
  changes: plan.changes.map((change) => ({ ...told(change), ...change })),
  refusals: plan.refusals.map((refusal) => ({ message: explain(refusal), ...refusal }))
})

/** The text of a plan to be saved. */
export const format = (plan: RosterPlan.Plan, explain: (refusal: RosterPlan.Refusal) => string): string =>
  `${json(documentOf(plan, explain), 2)}\n`

const parseJson = Schema.decodeUnknownEither(Schema.parseJson())

const decode = Schema.decodeUnknownEither(RosterPlan.Plan)

/** The plan in a file; `None` where it holds none, and is a roster perhaps. */
export const parse = ({ name, text }: Source): Effect.Effect<Option.Option<RosterPlan.Plan>, Problem> => {
  const parsed = text.trimStart().startsWith("{") ? parseJson(text) : Either.right(undefined)
  if (Either.isLeft(parsed) || !Predicate.hasProperty(parsed.right, "fingerprint")) {
    return Effect.succeedNone
  }
  return Either.match(decode(parsed.right), {
    onLeft: () =>
      Effect.fail(
        new Problem({
          what: `${name} holds a plan that this version of effect-wandb does not understand. Nothing was done.`,
          todo: "Make it anew with effect-wandb roster plan --out."
        })
      ),
    onRight: Effect.succeedSome
  })
}
