/** A name as code. */
export const code = (text: string): string => `\`${text}\``

/** Names in a row. */
export const listed = (names: ReadonlyArray<string>): string => names.map(code).join(", ")

/** A table of Markdown as prettier writes it: columns as wide as what is in them. */
export const table = (
  head: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  alignRight: ReadonlySet<string> = new Set()
): string => {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)))
  const isRight = (column: number) => alignRight.has(head[column] ?? "")
  const line = (row: ReadonlyArray<string>) =>
    `| ${row.map((cell, column) => (isRight(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join(" | ")} |`
  const rule = widths.map((width, column) =>
    isRight(column) ? `${"-".repeat(width - 1)}:` : "-".repeat(width)
  )
  const [first = [], ...others] = cells
  return [line(first), line(rule), ...others.map(line)].join("\n")
}
