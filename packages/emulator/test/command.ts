import { beforeAll } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** Where the command is run. */
export const root = fileURLToPath(new URL("../../..", import.meta.url))

/** What Node is given to run the command from its sources, as `scripts/run.mjs` does. */
export const source = () => [
  "--conditions=@effect-wandb/source",
  "--import",
  "tsx",
  "packages/emulator/src/bin.ts"
]

/** Bundles the command before the tests of a file: the same program, of which loading takes a fifth of the time. */
export const bundled = (): (() => ReadonlyArray<string>) => {
  let folder = ""
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "emulator-"))
    execFileSync(process.execPath, ["scripts/bundle.mjs", folder, "packages/emulator/src/bin.ts"], {
      cwd: root
    })
    return () => rmSync(folder, { recursive: true })
  }, 60_000)
  return () => [join(folder, "packages", "emulator", "src", "bin.mjs")]
}
