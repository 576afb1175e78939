// What the README says was run has to be what was run.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./packages.mjs"
import { tools } from "./versions.mjs"

/** A table in Markdown, aligned. */
export const table = (rows) => {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`
  const [head, ...rest] = rows
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rest.map(line)].join("\n")
}

const versions = Object.values(tools).map(({ version }) => version)

/** The row of a runtime: with its version where that is pinned here, and not that of a browser of this machine. */
const rowOf = ({ runtime, version, what }) => [runtime, versions.includes(version) ? version : "", what]

/** Gives what is to be told where a row is missing in the README's table, with the table as it has to be. */
export const problemOfReadme = (results) => {
  const readme = readFileSync(join(root, "README.md"), "utf8").replace(/ +/g, " ")
  const rows = results.map(rowOf)
  const isThere = (row) => readme.includes(`| ${row.join(" | ")} |`.replace(/ +/g, " "))
  if (rows.every(isThere)) return undefined
  return `the table in README.md does not say what was run:\n\n${table([["runtime", "version", "what is run"], ...rows])}`
}
