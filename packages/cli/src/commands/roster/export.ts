import * as Roster from "@effect-wandb/admin/Roster"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { counted } from "../../internal/counted.js"
import { optional, repeated } from "../../internal/options.js"
import * as Output from "../../internal/output.js"
import * as Printable from "../../internal/printable.js"
import { format } from "../../internal/roster/document.js"
import { read } from "../../internal/roster/planned.js"
import * as Target from "../../internal/roster/target.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import { Settings } from "../../internal/settings.js"

const patterns = (name: string, description: string) =>
  repeated(name, "patterns", `${description}, with commas between them; * stands for any text`)

/** Neither addresses nor names of teams have commas in them. */
const split = (given: ReadonlyArray<string>): ReadonlyArray<string> | undefined =>
  given.length === 0 ? undefined : given.flatMap((text) => text.split(",")).map((text) => text.trim())

/** What is asked for; all there is where nothing is. */
const scopeOf = (users: ReadonlyArray<string>, teams: ReadonlyArray<string>): Roster.Scope =>
  users.length === 0 && teams.length === 0
    ? { users: ["*"], teams: ["*"] }
    : { users: split(users), teams: split(teams) }

export const exporting = ServerCommand.make({
  name: "export",
  summary: "writes a roster of what is there",
  details:
    "It is YAML (-o json for JSON) in an order that only changes with what is there, so that it can be kept in git. It governs the users and the teams that it was asked for; to plan it against the same world gives no changes. Needs the API key of an administrator of the installation. A team that nobody is in is found by its name alone.",
  examples: [
    ["effect-wandb roster export --out roster.yaml", "everybody and everything"],
    [
      "effect-wandb roster export --users '*@example.com' --teams 'ml-*,engine' > roster.yaml",
      "a part of the installation"
    ]
  ],
  options: Options.all({
    users: patterns("users", "the users to govern, by patterns over email addresses"),
    teams: patterns("teams", "the teams to govern, by patterns over names"),
    schema: optional(
      "schema",
      "path or URL",
      "where editors find the schema of rosters (that of @effect-wandb/admin in node_modules, if it is not given)"
    ),
    out: optional("out", "file", "writes a file, whole or not at all, instead of standard output")
  }),
  args: Args.none,
  data: true,
  handler: ({ out, schema, teams, users }) =>
    Effect.gen(function* () {
      const { format: form } = yield* Settings
      const look = { form, schema: Option.getOrUndefined(schema) }
      // What cannot be written is refused before anything is read.
      yield* format({}, look)
      const actual = yield* read({ scope: scopeOf(users, teams) })
      const roster = Roster.fromActual(actual)
      const text = yield* format(roster, look)
      if (Option.isNone(out)) return yield* Output.text(text)
      yield* Target.write(out.value, text)
      const counts = [
        counted(roster.users?.length ?? 0, "user", "users"),
        counted(roster.teams?.length ?? 0, "team", "teams")
      ].join(" and ")
      yield* Output.note(`Wrote ${counts} into ${Printable.line(out.value)}.`)
    })
})
