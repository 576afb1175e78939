import { describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { version } from "../src/internal/version.js"
import { run } from "./support/cli.js"

describe("the version", () => {
  it.effect("is that of the package, wherever it is asked for", () =>
    Effect.gen(function* () {
      const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
      deepStrictEqual(Object(manifest).version, version)
      for (const args of [["--version"], ["users", "list", "--version"]]) {
        strictEqual((yield* run(args)).stdout, `${version}\n`)
      }
    }).pipe(Effect.provide(WandbTest.layer()))
  )
})
