import { defineConfig } from "vitest/config"

export default defineConfig({
  // Workspace packages resolve to their sources, so that no build stands between an edit and its test.
  // Vitest hands these conditions on to its workers.
  ssr: { resolve: { conditions: ["@effect-wandb/source"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "{examples,examples/onboarding,benchmarks}/test/**/*.test.ts"],
    // Files share their workers, and with them one loaded copy of Effect: loading it anew took half a second a file.
    // Nothing in this repository is global, and what a test replaces is put back.
    isolate: false,
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
    maxWorkers: "100%",
    minWorkers: 1,
    testTimeout: 20_000
  }
})
