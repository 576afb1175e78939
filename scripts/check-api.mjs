// Compares what the packages export with what was agreed to, which is api.txt in each; `--write` agrees to it.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { apiOf } from "./packages/api.mjs"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folders = readdirSync(join(root, "packages"))
  .map((name) => join(root, "packages", name))
  .filter((folder) => existsSync(join(folder, "src", "index.ts")))

const changed = apiOf(folders).filter(
  ({ file, text }) => !existsSync(file) || readFileSync(file, "utf8") !== text
)

if (process.argv.includes("--write")) for (const { file, text } of changed) writeFileSync(file, text)
else {
  for (const { file, text } of changed) {
    const before = new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n") : [])
    const after = new Set(text.split("\n"))
    console.error(`${relative(root, file)} is not what is exported now:`)
    for (const line of before) if (!after.has(line)) console.error(`- ${line}`)
    for (const line of after) if (!before.has(line)) console.error(`+ ${line}`)
  }
  if (changed.length > 0) console.error("If that is meant, `npm run api` writes it down, to be reviewed.")
  process.exitCode = changed.length > 0 ? 1 : 0
}
