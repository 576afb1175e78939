import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { manyLostAnswers, type Report } from "../src/lostAnswers.js"
import { isCampaign, scale } from "../src/scale.js"

const calls = scale(10_000, 200)

const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ") || "none"

/** The report as it stands in docs/reliability.md. */
const show = (mode: string, report: Report): string =>
  [
    `\n${mode}: ${report.calls} calls, 16 at once`,
    `  succeeded          ${report.succeeded}`,
    `  failed             ${list(report.failed)}`,
    `  defects            ${report.defects}`,
    `  orphans            ${report.orphansNamed} named by an error, ${report.orphansUnnamed} not`,
    `  secrets lost       ${report.secretsLost}`,
    `  duplicates         ${report.duplicates}`,
    `  requests per call  ${(report.requests / report.calls).toFixed(2)}`,
    `  faults met         ${list(report.faults)}`
  ].join("\n")

const expectNothingLost = (report: Report) => {
  assert.strictEqual(report.succeeded + Object.values(report.failed).reduce((a, b) => a + b, 0), calls)
  assert.deepInclude(report, { defects: 0, orphansUnnamed: 0, secretsLost: 0, duplicates: 0 })
  // As many went wrong as were meant to, or nothing was tried.
  assert.isAbove(
    Object.values(report.faults).reduce((a, b) => a + b, 0),
    calls / 10
  )
}

describe("of the keys whose answers are lost", () => {
  it.live.each([
    ["by default", false],
    ["with settle", true]
  ] as const)(
    "none is left without an error that names it, and no secret is lost, %s",
    ([mode, settle]) =>
      Effect.gen(function* () {
        const report = yield* manyLostAnswers({ calls, settle, seed: "lost answers", concurrency: 16 })
        if (isCampaign) yield* Effect.sync(() => console.log(show(mode, report)))
        expectNothingLost(report)
        // Without settle a lost key stays, and is named; with it none stays that could be deleted.
        if (settle) assert.isBelow(report.orphansNamed, calls / 100)
        else assert.isAbove(report.orphansNamed, 0)
      }),
    scale(200_000, 20_000)
  )
})
