import { Array as Arr, Order } from "effect"
import type { Row } from "../table.js"

/** The middle of several figures, and what half of them lie between. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

export const spreadOf = (figures: ReadonlyArray<number>): Spread => {
  const sorted = Arr.sort(figures, Order.number)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

/** How many times as much one takes as the other, round by round. */
export const ratioOf = (one: ReadonlyArray<number>, other: ReadonlyArray<number>): Spread =>
  spreadOf(one.map((figure, round) => figure / (other[round] ?? NaN)))

type Unit = "×" | " ms"

const shown = ({ high, low, median }: Spread, unit: Unit): string => {
  const digits = unit === "×" ? 2 : 1
  return `${median.toFixed(digits)}${unit} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
}

/** A figure with its spread, and the bound that its middle is to keep. */
export const spreadAtMost = (measure: string, spread: Spread, unit: Unit, bound: number): Row => ({
  measure,
  figure: shown(spread, unit),
  bound: `≤ ${bound}${unit}`,
  holds: spread.median <= bound
})

/** A size in KiB, and the bound that it is to keep. */
export const sizeAtMost = (measure: string, size: number, bound: number): Row => ({
  measure,
  figure: `${size.toFixed(1)} KiB`,
  bound: `≤ ${bound} KiB`,
  holds: size <= bound
})
