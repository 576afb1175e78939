// Holds the packages, as they would be published, to what those who install them rely on. Needs `npm run build` before.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { contentsProblems } from "./packages/contents.mjs"
import { commandProblems, loadingProblems, reachProblems } from "./packages/imports.mjs"
import { manifestProblems } from "./packages/manifests.mjs"
import { modulesOf, packAll } from "./packages/tarballs.mjs"
import { attwProblems, publintProblems } from "./packages/types.mjs"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const unbuilt = readdirSync(join(root, "packages")).filter(
  (name) => !existsSync(join(root, "packages", name, "dist"))
)
if (unbuilt.length > 0) {
  console.error(`${unbuilt.join(", ")} was not built: run \`npm run build\` first.`)
  process.exit(1)
}

const started = performance.now()
const scratch = mkdtempSync(join(tmpdir(), "effect-wandb-packages-"))
let problems
try {
  const { packages, project } = packAll(root, scratch)
  const loading = loadingProblems(packages, project)
  const each = packages.map(async (packed) =>
    [
      ...contentsProblems(packed, root),
      ...manifestProblems(packed, packages),
      ...reachProblems(packed, project),
      ...commandProblems(packed),
      ...(await publintProblems(packed)),
      ...(await attwProblems(packed))
    ].map((problem) => `${packed.name} ${problem}`)
  )
  problems = (await Promise.all([loading, ...each])).flat()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const modules = packages.flatMap(modulesOf).length
  if (problems.length === 0) {
    console.log(
      `✓ ${packages.length} packages, ${modules} modules by import and by require: nothing to report (${seconds} s)`
    )
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
for (const problem of problems) console.error(`✗ ${problem}`)
process.exitCode = problems.length > 0 ? 1 : 0
