import * as HashSet from "effect/HashSet"
import * as Iterable from "effect/Iterable"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as Sink from "effect/Sink"
import type { Entry } from "./entry.js"

const count = Schema.NonNegativeInt

/**
 * How many keys there are, whose, and what was found.
 *
 * @since 0.1.0
 * @category models
 */
export class Summary extends Schema.Class<Summary>("@effect-wandb/admin/KeyAudit/Summary")({
  keys: count,
  /** How many users have them. */
  owners: count,
  /** How many users have keys that are hidden from the caller: nobody knows how many. */
  hidden: count,
  /** How many entries have findings. */
  flagged: count,
  /** How many entries have each of the findings. */
  findings: Schema.Struct({
    noDescription: count,
    ownerDeleted: count,
    ownerInNoTeam: count,
    severalKeys: count,
    secretListed: count,
    keysHidden: count
  })
}) {}

interface Tally extends Omit<typeof Summary.Type, "owners"> {
  readonly owners: HashSet.HashSet<string>
}

const nothing: Tally = {
  keys: 0,
  owners: HashSet.empty(),
  hidden: 0,
  flagged: 0,
  findings: {
    noDescription: 0,
    ownerDeleted: 0,
    ownerInNoTeam: 0,
    severalKeys: 0,
    secretListed: 0,
    keysHidden: 0
  }
}

const add = (tally: Tally, { findings, keyId, ownerId }: Entry): Tally => {
  const isHidden = Option.isNone(keyId)
  return {
    keys: tally.keys + (isHidden ? 0 : 1),
    owners: isHidden ? tally.owners : HashSet.add(tally.owners, ownerId),
    hidden: tally.hidden + (isHidden ? 1 : 0),
    flagged: tally.flagged + (findings.length > 0 ? 1 : 0),
    findings: Record.map(tally.findings, (before, finding) => before + (findings.includes(finding) ? 1 : 0))
  }
}

const summaryOf = (tally: Tally): Summary => new Summary({ ...tally, owners: HashSet.size(tally.owners) })

/**
 * Counts what is in a report.
 *
 * @since 0.1.0
 * @category summaries
 */
export const summary = (entries: Iterable<Entry>): Summary =>
  summaryOf(Iterable.reduce(entries, nothing, add))

/**
 * Counts what is in a report while it is read, and keeps none of it.
 *
 * @since 0.1.0
 * @category summaries
 */
export const summarize: Sink.Sink<Summary, Entry> = Sink.map(Sink.foldLeft(nothing, add), summaryOf)
