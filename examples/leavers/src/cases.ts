import { Offboarding } from "@effect-wandb/admin"
import { KeyValueStore } from "@effect/platform"
import { Effect, Option, Schema } from "effect"

/** What is known of a message: what has become of each step, run after run, and the receipt of the last run. */
export class Case extends Schema.Class<Case>("Case")({
  runs: Schema.Int,
  outcomes: Schema.Array(Offboarding.StepOutcome),
  receipt: Schema.optionalWith(Offboarding.Receipt, { as: "Option" })
}) {}

const store = KeyValueStore.layerSchema(Case, "leavers/Cases")

/** Where cases are kept: by them a program that was killed goes on, and somebody can ask years later. */
export const Cases = store.tag

/** Keeps cases in whatever store of keys and values there is. */
export const layer = store.layer

/** The case of a message; one of which only half was written, since the program was killed then, begins anew. */
export const caseOf = (id: string) =>
  Effect.flatMap(Cases, (cases) => cases.get(id)).pipe(
    Effect.catchTag("ParseError", () =>
      Effect.as(Effect.logWarning(`The case of ${id} cannot be read.`), Option.none<Case>())
    ),
    Effect.map(Option.getOrElse(() => new Case({ runs: 0, outcomes: [], receipt: Option.none() })))
  )
