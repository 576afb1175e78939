import * as Printable from "../printable.js"
import { cell } from "./cells.js"

/** What makes a spreadsheet take a cell for a formula, which it would run. */
const formula = /^[=+\-@\t\r＝＋－＠]/

/** A field by RFC 4180. What would steer a terminal is written out, line breaks excepted. */
const field = (value: unknown): string => {
  const text = cell(value, ";")
  const shown = text
    .split(/(\r\n|\r|\n)/)
    .map((part, index) => (index % 2 === 0 ? Printable.line(part) : part))
  const inert = (typeof value === "number" || !formula.test(text) ? "" : "'") + shown.join("")
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

/** A line by RFC 4180, its end included. */
export const row = (values: ReadonlyArray<unknown>): string => `${values.map(field).join(",")}\r\n`
