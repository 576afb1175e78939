import { cut, pad, width } from "./width.js"

const gap = "  "
const narrowest = 6

/** Takes from the widest of the columns that may be cut until all fit, down to where nothing could be read any more. */
const fitted = (
  widths: ReadonlyArray<number>,
  columns: number,
  mayBeCut: (index: number) => boolean
): ReadonlyArray<number> => {
  const fitting = [...widths]
  const cuttable = () => fitting.filter((_, index) => mayBeCut(index))
  const room = columns - gap.length * (widths.length - 1)
  let excess = fitting.reduce((sum, one) => sum + one, 0) - room
  while (excess > 0) {
    const widest = Math.max(0, ...cuttable())
    if (widest <= narrowest) break
    const next = Math.max(narrowest, ...cuttable().filter((one) => one < widest))
    const count = cuttable().filter((one) => one === widest).length
    const cutting = Math.max(1, Math.min(widest - next, Math.floor(excess / count)))
    for (const [index, one] of fitting.entries()) {
      if (one !== widest || excess <= 0 || !mayBeCut(index)) continue
      fitting[index] = one - cutting
      excess -= cutting
    }
  }
  return fitting
}

/**
 * Lines in which the cells stand below each other; cut to a number of columns, where one is given, and in those that
 * are to stay whole last.
 */
export const lines = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  columns: number | undefined,
  isWhole: (index: number) => boolean = () => false
): ReadonlyArray<string> => {
  const natural = (rows[0] ?? []).map((_, index) =>
    rows.reduce((most, row) => Math.max(most, width(row[index] ?? "")), 0)
  )
  const widths =
    columns === undefined
      ? natural
      : fitted(
          fitted(natural, columns, (index) => !isWhole(index)),
          columns,
          () => true
        )
  return rows.map((row) =>
    row
      .map((cell, index) => pad(cut(cell, widths[index] ?? 0), widths[index] ?? 0))
      .join(gap)
      .trimEnd()
  )
}
