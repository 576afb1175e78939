import { KeyAudit } from "@effect-wandb/admin"
import { Schema } from "effect"

/** In which form a report is written. */
export const Format = Schema.Literal("ndjson", "csv")

/** In which form a report is written. */
export type Format = typeof Format.Type

const columns = [
  "owner",
  "email",
  "accountType",
  "ownerDeletedAt",
  "teams",
  "keyId",
  "keyName",
  "description",
  "findings"
] as const

/** What makes a spreadsheet take a cell for a formula, which it would run: descriptions are people's words. */
const formula = /^[=+\-@\t\r]/

const cell = (value: string | ReadonlyArray<string> | null): string => {
  const text = typeof value === "string" ? value : (value ?? []).join(";")
  const inert = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

type Row = typeof KeyAudit.Entry.Encoded

interface Form {
  readonly header: string
  readonly line: (row: Row) => string
}

const forms: Record<Format, Form> = {
  ndjson: { header: "", line: (row) => `${JSON.stringify(row)}\n` },
  csv: {
    header: `${columns.join(",")}\r\n`,
    line: (row) => `${columns.map((column) => cell(row[column])).join(",")}\r\n`
  }
}

const rowOf = Schema.encodeSync(KeyAudit.Entry)

/** What stands before the entries. */
export const header = (format: Format): string => forms[format].header

/** An entry as a line. */
export const line = (format: Format, entry: KeyAudit.Entry): string => forms[format].line(rowOf(entry))
