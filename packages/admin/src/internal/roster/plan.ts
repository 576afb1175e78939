import * as Arr from "effect/Array"
import * as Order from "effect/Order"
import * as Struct from "effect/Struct"
import type { Actual, ActualTeam } from "./actual.js"
import type { Change } from "./changes.js"
import { problemsOf } from "./check.js"
import { conflict } from "./conflict.js"
import type { Roster, Team } from "./desired.js"
import { digestOf } from "./digest.js"
import { fingerprintOf } from "./fingerprint.js"
import { distinct, refusalsOf } from "./guards.js"
import { type Around, planMembers } from "./members.js"
import type { Refusal } from "./refusals.js"
import { countsOf, removalsOf } from "./removals.js"
import { rolesIn } from "./roles.js"
import { selectionOf } from "./select.js"
import { planServiceAccounts } from "./serviceAccounts.js"
import { stageOf } from "./stages.js"
import { planUsers } from "./users.js"
import { type View, viewOf } from "./view.js"
import type { Plan } from "../../RosterPlan.js"

/** What becomes of one team, or of all of them. */
interface TeamsPlan {
  readonly changes: ReadonlyArray<Change>
  readonly conflicts: ReadonlyArray<Refusal>
}

const planTeam = (
  around: Around,
  team: Team,
  at: string,
  found: ActualTeam | undefined,
  isAbsent: boolean
): TeamsPlan => {
  const members = planMembers(around, team, at, found)
  const reason =
    found?.personal === true
      ? "it is the name of a user, and a team cannot have it"
      : found === undefined && !isAbsent
        ? "it was not looked for: read what is there for this very roster"
        : undefined
  if (reason !== undefined) return { changes: [], conflicts: [conflict(`${at}.name`, reason)] }
  const { admin } = members
  return {
    changes: [
      ...(found === undefined
        ? [{ _tag: "CreateTeam", team: team.name, ...(admin !== undefined && { admin }) } as const]
        : []),
      ...members.changes,
      ...planServiceAccounts(team, found)
    ],
    conflicts: members.conflicts
  }
}

const planTeams = (
  around: Around,
  { scope: { teams: patterns } = {}, teams }: Roster,
  { actual, selected: { governsTeam, teamInScope } }: View
): TeamsPlan => {
  if (teams === undefined) return { changes: [], conflicts: [] }
  const found = new Map(actual.teams.map((team) => [team.name, team]))
  const absent = new Set(actual.absent)
  const plans = teams.map((team, index) =>
    planTeam(around, team, `teams[${index}]`, found.get(team.name), absent.has(team.name))
  )
  const listed = new Set(teams.map(({ name }) => name))
  const governed = actual.teams.filter((team) => !team.personal && governsTeam(team))
  const unlisted =
    patterns === undefined ? [] : governed.filter(({ name }) => teamInScope(name) && !listed.has(name))
  return {
    changes: [
      ...plans.flatMap(({ changes }) => changes),
      ...unlisted.map(({ name, seats }): Change => ({
        _tag: "DeleteTeam",
        team: name,
        members: seats.filter(({ pending }) => !pending).length
      }))
    ],
    conflicts: plans.flatMap(({ conflicts }) => conflicts)
  }
}

export const makePlan = (roster: Roster, actual: Actual, maxRemovals: number | undefined): Plan => {
  const guards = Struct.pick(roster.guards ?? {}, "maxRemovals", "minAdmins", "requiredAdmins")
  const view = viewOf(actual, selectionOf(roster))
  const { accounts, selected, selection } = view
  const users = planUsers(roster, accounts, selected)
  const around: Around = {
    accounts,
    selects: selected,
    users,
    governsUsers: roster.users !== undefined,
    roles: rolesIn(actual)
  }
  const teams = planTeams(around, roster, view)
  const changes = Arr.sort([...users.changes, ...teams.changes], Order.mapInput(Order.number, stageOf))
  const removals = removalsOf(changes, view)
  const plan = {
    version: 2,
    ...fingerprintOf(view),
    counts: countsOf(changes),
    changes,
    refusals: distinct([
      ...problemsOf(roster).map(({ field, reason }) => conflict(field, reason)),
      ...users.conflicts,
      ...teams.conflicts,
      ...refusalsOf({ changes, removals, guards, maxRemovals }, view)
    ]),
    removals,
    guards,
    selection
  } as const
  return { ...plan, digest: digestOf(plan) }
}
