// Prints the last lines of a CI run: `node scripts/ci-summary.mjs REPORT TEST_STATUS [FAILED_STEP …]`.
// The numbers come from vitest's own JSON report; a step that failed counts as one failure more.
import { readFileSync } from "node:fs"

const [report, testStatus, ...failedSteps] = process.argv.slice(2)

const readReport = () => {
  try {
    return JSON.parse(readFileSync(report, "utf8"))
  } catch {
    return undefined
  }
}

const results = readReport()
const files = results?.testResults ?? []
const passed = results?.numPassedTests ?? 0
// A file that could not be loaded has failed without any test of its own.
const brokenFiles = files.filter(
  ({ status, assertionResults }) =>
    status === "failed" && assertionResults.every((test) => test.status !== "failed")
)
const counted = (results?.numFailedTests ?? 0) + brokenFiles.length
// Tests can fail as a whole: no report, no test, an error outside of every test.
const testFailures = Math.max(counted, testStatus !== "0" || passed + counted === 0 ? 1 : 0)
const skipped = (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0)

if (results === undefined) console.log("The test runner left no report.")
if (skipped > 0) console.log(`${skipped} skipped`)
if (failedSteps.length > 0) console.log(`failed: ${failedSteps.join(", ")}`)
console.log(`${passed} passed, ${testFailures + failedSteps.length} failed`)
process.exitCode = testFailures + failedSteps.length > 0 ? 1 : 0
