import { cut, pad, width } from "./width.js"

const gap = "  "
const narrowest = 6

/** Takes from the widest columns until all fit, down to where nothing could be read any more. */
const fitted = (widths: ReadonlyArray<number>, columns: number): ReadonlyArray<number> => {
  const fitting = [...widths]
  const room = columns - gap.length * (widths.length - 1)
  let excess = fitting.reduce((sum, one) => sum + one, 0) - room
  while (excess > 0) {
    const widest = Math.max(...fitting)
    if (widest <= narrowest) break
    const next = Math.max(narrowest, ...fitting.filter((one) => one < widest))
    const count = fitting.filter((one) => one === widest).length
    const cutting = Math.max(1, Math.min(widest - next, Math.floor(excess / count)))
    for (const [index, one] of fitting.entries()) {
      if (one !== widest || excess <= 0) continue
      fitting[index] = one - cutting
      excess -= cutting
    }
  }
  return fitting
}

/** Lines in which the cells stand below each other; cut to a number of columns, where one is given. */
export const lines = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  columns: number | undefined
): ReadonlyArray<string> => {
  const natural = (rows[0] ?? []).map((_, index) =>
    rows.reduce((most, row) => Math.max(most, width(row[index] ?? "")), 0)
  )
  const widths = columns === undefined ? natural : fitted(natural, columns)
  return rows.map((row) =>
    row
      .map((cell, index) => pad(cut(cell, widths[index] ?? 0), widths[index] ?? 0))
      .join(gap)
      .trimEnd()
  )
}
