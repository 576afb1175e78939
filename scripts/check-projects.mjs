// Fails when a package is missing from the lists that tsc, the diagnostics and the build start from.
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folders = readdirSync(join(root, "packages"))
  .map((name) => `packages/${name}`)
  .filter((folder) => existsSync(join(root, folder, "package.json")))

const missing = (list, projects) => {
  const { references = [] } = existsSync(join(root, list))
    ? JSON.parse(readFileSync(join(root, list), "utf8"))
    : {}
  const listed = new Set(references.map(({ path }) => path))
  return projects
    .filter((project) => !listed.has(project))
    .map((project) => `${list} does not refer to ${project}`)
}

const problems = [
  ...missing("tsconfig.json", [...folders, "examples", "benchmarks"]),
  ...missing(
    "tsconfig.build.json",
    folders.map((folder) => `${folder}/tsconfig.src.json`)
  ),
  ...folders.flatMap((folder) =>
    missing(`${folder}/tsconfig.json`, ["tsconfig.src.json", "tsconfig.test.json"])
  )
]
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
