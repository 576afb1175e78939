import type * as Roster from "@effect-wandb/admin/Roster"
import * as RosterFile from "@effect-wandb/admin/RosterFile"
import * as Effect from "effect/Effect"
import { json } from "../output/json.js"
import { lines as printable } from "../printable.js"
import { Problem } from "../problem.js"
import type { Format } from "../settings.js"

/** YAML, of which JSON is a part: that is what a roster is written in that has texts which a terminal would obey. */
const yaml = (roster: Roster.Roster, schema: string | undefined): string => {
  const text = RosterFile.format(roster, { schema })
  if (printable(text) === text) return text
  const [comment = ""] = text.split("\n")
  return `${comment}\n${json(roster, 2)}\n`
}

const withSchema = (roster: Roster.Roster, schema: string | undefined) => ({
  ...(schema !== undefined && { $schema: schema }),
  ...roster
})

/** A roster as the text of a file. */
export const format = (
  roster: Roster.Roster,
  { form, schema }: { readonly form: Format; readonly schema: string | undefined }
): Effect.Effect<string, Problem> => {
  switch (form) {
    case "table":
    case "yaml":
      return Effect.succeed(yaml(roster, schema))
    case "json":
      return Effect.succeed(`${json(withSchema(roster, schema), 2)}\n`)
    case "ndjson":
      return Effect.succeed(`${json(withSchema(roster, schema))}\n`)
    case "csv":
      return Effect.fail(
        new Problem({ what: "A roster is no table, and cannot be CSV.", todo: "Give -o yaml or -o json." })
      )
  }
}
