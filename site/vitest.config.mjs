import { defineConfig } from "vitest/config"

// Apart from the tests of the packages: these need the site to be built, by `npm run docs:build`.
export default defineConfig({ test: { include: ["test/*.test.mjs"], testTimeout: 30_000 } })
