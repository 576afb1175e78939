// Compiles every @example of the packages' docstrings, as a program outside of them would be.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
// Under the examples, because there all packages can be imported by their names.
const folder = join(root, "examples", "node_modules", ".cache", "docstrings")

const sources = readdirSync(join(root, "packages")).flatMap((name) => {
  const src = join(root, "packages", name, "src")
  return existsSync(src)
    ? readdirSync(src)
        .filter((file) => file.endsWith(".ts"))
        .map((file) => ({
          name: `${name}-${file.slice(0, -3)}`,
          text: readFileSync(join(src, file), "utf8")
        }))
    : []
})

const examples = sources.flatMap(({ name, text }) =>
  [...text.matchAll(/^ *\* @example\n *\* ```ts\n([\s\S]*?)\n *\* ```/gm)].map(([, code], index) => ({
    file: `${name}-${index + 1}.ts`,
    code: code.replace(/^ *\* ?/gm, "")
  }))
)

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const { code, file } of examples) writeFileSync(join(folder, file), code)
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      composite: false,
      incremental: false,
      noEmit: true,
      noUnusedLocals: false,
      types: ["node"],
      typeRoots: [join(root, "node_modules", "@types")]
    },
    files: examples.map(({ file }) => file)
  })
)

const tsc = join(root, "node_modules", "typescript", "bin", "tsc")
const { status } = spawnSync(process.execPath, [tsc, "-p", folder], { stdio: "inherit" })
if (examples.length === 0) console.error("There are no examples: is the pattern still right?")
process.exitCode = status === 0 && examples.length > 0 ? 0 : 1
