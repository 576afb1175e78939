/** A figure, and the bound that it is to keep. */
export interface Row {
  readonly measure: string
  readonly figure: string
  readonly bound: string
  readonly holds: boolean
}

type Unit = "×" | " ms" | " µs" | " MiB" | ""

const shown = (figure: number, unit: Unit): string =>
  `${figure.toFixed(unit === "×" ? 3 : figure < 10 && unit !== "" ? 2 : 0)}${unit}`

export const atMost = (measure: string, figure: number, unit: Unit, bound: number): Row => ({
  measure,
  figure: shown(figure, unit),
  bound: `≤ ${bound}${unit}`,
  holds: figure <= bound
})

export const atLeast = (measure: string, figure: number, unit: Unit, bound: number): Row => ({
  measure,
  figure: shown(figure, unit),
  bound: `≥ ${bound}${unit}`,
  holds: figure >= bound
})

/** Prints the figures; the process fails when one of them does not keep its bound. */
export const report = (rows: ReadonlyArray<Row>): void => {
  console.table(rows.map(({ bound, figure, holds, measure }) => ({ measure, figure, bound, holds })))
  if (rows.some(({ holds }) => !holds)) process.exitCode = 1
}
