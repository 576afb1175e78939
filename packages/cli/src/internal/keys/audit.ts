import * as KeyAudit from "@effect-wandb/admin/KeyAudit"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import { counted } from "../counted.js"
import * as Output from "../output.js"
import * as ProgressBar from "../progressBar.js"
import * as Records from "../records.js"
import * as Status from "../status.js"

const entries = Records.make(KeyAudit.Entry, {
  table: ["owner", "keyName", "description", "teams", "findings"],
  handles: ["owner", "keyName"]
})

/** What was found, for a person to read, in lines. */
const summaryOf = ({ findings, flagged, hidden, keys, owners }: KeyAudit.Summary): ReadonlyArray<string> => {
  const hiding =
    hidden === 0 ? "" : `, and ${counted(hidden, "user", "users")} whose keys the server does not show`
  const head = `${counted(keys, "key", "keys")} of ${counted(owners, "user", "users")}${hiding}`
  if (flagged === 0) return [`${head}: no findings.`]
  const found = KeyAudit.Finding.literals
    .filter((finding) => findings[finding] > 0)
    .map((finding) => `  ${findings[finding]} ${finding}: ${KeyAudit.explain(finding)}`)
  return [`${head}; ${flagged} with findings:`, ...found]
}

/** Gives every key that may be seen, or those with the findings that are asked for, and says how many there are. */
export const audit = (options: {
  readonly allowed: number
  readonly findings: ReadonlyArray<KeyAudit.Finding>
}) =>
  Effect.gen(function* () {
    const { allowed, findings } = options
    const isSelective = findings.length > 0
    const summary = yield* Ref.make(KeyAudit.summary([]))
    const report = KeyAudit.report({ allowed, ...(isSelective && { findings }) }).pipe(
      Stream.tapSink(Sink.mapEffect(KeyAudit.summarize, (found) => Ref.set(summary, found))),
      Stream.filter((entry) => !isSelective || entry.findings.length > 0)
    )
    yield* ProgressBar.during("looking at all users", Output.many(entries, report))
    const found = yield* Ref.get(summary)
    yield* Effect.forEach(summaryOf(found), Output.note)
    return found.flagged > 0 ? Status.findings : Status.done
  })
