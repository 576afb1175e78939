import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** What takes longest, which no size of a file tells. */
const longest = [
  "emulator/test/hostile.test.ts",
  "emulator/test/page.chromium.test.ts",
  "client/test/secrets.test.ts",
  "client/test/canaries.test.ts",
  "examples/test/programs.test.ts",
  "emulator/test/hostileDocuments.test.ts",
  "client/test/metrics.test.ts",
  "client/test/nonsense.test.ts",
  "client/test/identityFailures.test.ts",
  "client/test/retries.test.ts",
  "emulator/test/paging.test.ts",
  "testing/test/getMany.test.ts",
  "testing/test/lookups.test.ts",
  "emulator/test/coverage.test.ts",
  "cli/test/process.test.ts",
  "cli/test/keysKills.test.ts",
  "cli/test/rosterProcess.test.ts",
  "admin/test/rotationKills.test.ts",
  "admin/test/RosterProperties.test.ts"
]

const isNamed = (name: string) => (file: TestSpecification) => file.moduleId.endsWith(name)

/** Begins with what takes longest, so that it does not run alone at the end. */
class LongestFirst extends BaseSequencer {
  override sort(files: Array<TestSpecification>) {
    const first = longest.flatMap((name) => files.filter(isNamed(name)))
    return Promise.resolve([...first, ...files.filter((file) => !first.includes(file))])
  }
}

// More than there are processors would fill the moments in which a test waits, but each loads everything once more, which
// takes longer than is won.
const workers = availableParallelism()

export default defineConfig({
  // Workspace packages resolve to their sources, so that no build stands between an edit and its test.
  // Vitest hands these conditions on to its workers.
  ssr: { resolve: { conditions: ["@effect-wandb/source"] } },
  // What `it.effect` gives every test, and every run of a property, is built at once instead of layer by layer.
  resolve: {
    alias: [
      {
        find: /^effect\/TestContext$/,
        replacement: fileURLToPath(new URL("scripts/test-context.mjs", import.meta.url))
      }
    ]
  },
  test: {
    include: ["packages/*/test/**/*.test.ts", "{examples,examples/onboarding,benchmarks}/test/**/*.test.ts"],
    // Files share their workers, and with them one loaded copy of Effect: loading it anew took half a second a file.
    // Nothing in this repository is global, and what a test replaces is put back.
    isolate: false,
    setupFiles: ["scripts/test-setup.mjs"],
    // Only what is inlined sees the alias above.
    server: { deps: { inline: ["@effect/vitest"] } },
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
    maxWorkers: workers,
    // With fewer, the pool ends an idle worker twice where there are three or more, and the run fails after its tests.
    minWorkers: workers,
    // Most of what tests make is of no use a moment later: with room for more of it there is less to be copied, and one
    // thread copies best where the other processors have tests of their own to run.
    poolOptions: {
      forks: {
        execArgv: ["--single-threaded-gc", "--max-semi-space-size=64", "--min-semi-space-size=32"]
      }
    },
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000
  }
})
