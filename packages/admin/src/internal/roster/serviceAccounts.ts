import type { ActualTeam } from "./actual.js"
import type { Change } from "./changes.js"
import type { Team } from "./desired.js"
import { memberOf } from "./members.js"
import { countsAsService } from "./removals.js"
import { each, serviceAccountFields } from "./select.js"

/**
 * What makes exactly those service accounts of a team's that are listed. Several of one name cannot be told apart: they
 * are kept, renamed and removed together. Who has no name cannot be listed, and is left alone.
 */
export const planServiceAccounts = (
  { name: team, serviceAccounts }: Team,
  actual: ActualTeam | undefined
): ReadonlyArray<Change> => {
  if (serviceAccounts === undefined) return []
  const wanted = serviceAccounts.map(serviceAccountFields)
  const seats = (actual?.seats ?? []).filter(countsAsService)
  const later = new Map(
    wanted.flatMap(({ description, previously }) =>
      each(previously).map((former) => [former, description] as const)
    )
  )
  const listed = new Set(wanted.map(({ description }) => description))
  const isThere = new Set(seats.map(({ name }) => later.get(name) ?? name))
  const gone = seats.filter(({ name }) => !listed.has(name) && !later.has(name))
  return [
    ...wanted
      .filter(({ description }) => !isThere.has(description))
      .map(({ description }): Change => ({ _tag: "CreateServiceAccount", team, description })),
    ...seats.flatMap((seat): ReadonlyArray<Change> => {
      const to = listed.has(seat.name) ? undefined : later.get(seat.name)
      return to === undefined
        ? []
        : [{ _tag: "RenameServiceAccount", team, who: memberOf(seat), from: seat.name, to }]
    }),
    ...gone.map((seat): Change => ({
      _tag: "RemoveServiceAccount",
      team,
      who: memberOf(seat),
      description: seat.name
    }))
  ]
}
