import { TeamName } from "@effect-wandb/core/Team"
import { type Email, parseEmail, Username } from "@effect-wandb/core/User"
import { InvalidInput } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"

/** What was given, where it can be right. */
export interface Checked {
  readonly teams: ReadonlyArray<TeamName> | undefined
  readonly addresses: ReadonlyArray<Email>
  readonly successors: ReadonlyMap<string, Username>
}

interface Given {
  readonly teams?: Iterable<string> | undefined
  readonly addresses?: Iterable<string> | undefined
  readonly successors?: Readonly<Record<string, string>> | undefined
}

export const invalid = (field: string, problem: string): InvalidInput =>
  new InvalidInput({ operation: "Offboarding.plan", field, problem })

const named =
  <A>(field: string, make: (name: string) => A) =>
  (name: string): Effect.Effect<A, InvalidInput> =>
    name.trim() === "" ? invalid(field, "has an empty name in it") : Effect.sync(() => make(name))

const address = (text: string): Effect.Effect<Email, InvalidInput> =>
  Effect.mapError(parseEmail(text), (problem) =>
    invalid("addresses", `has ${JSON.stringify(text)} in it, which ${problem}`)
  )

const team = named("teams", (name) => TeamName.make(name))
const successor = named("successors", (name) => Username.make(name))

/** Checks what was given, before anything is asked for: a slip must not be read as "nothing there". */
export const checked = ({
  addresses = [],
  successors = {},
  teams
}: Given): Effect.Effect<Checked, InvalidInput> =>
  Effect.all({
    teams: teams === undefined ? Effect.succeed(undefined) : Effect.forEach(new Set(teams), team),
    addresses: Effect.forEach(addresses, address),
    successors: Effect.map(
      Effect.forEach(Object.entries(successors), ([team, name]) =>
        Effect.map(successor(name), (name) => [team, name] as const)
      ),
      (entries) => new Map(entries)
    )
  })
