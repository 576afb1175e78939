// Runs every `check:*` script of package.json, one for each core at a time, and shows only what the failing ones say.
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
const env = { ...process.env, PATH: join(root, "node_modules", ".bin") + delimiter + process.env.PATH }

const run = ([name, command]) =>
  new Promise((resolve) => {
    const child = spawn(command, { cwd: root, env, shell: true, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.on("error", (error) => resolve({ name, failed: true, output: String(error) }))
    child.on("close", (code) => resolve({ name, failed: code !== 0, output }))
  })

const started = performance.now()
console.error("The checks take a minute or two …")
// In their order in package.json, where the long ones come first.
const checks = Object.entries(scripts).filter(([name]) => name.startsWith("check:"))
const results = []
const next = checks.entries()
const takeTurns = async () => {
  for (const [index, check] of next) results[index] = await run(check)
}
await Promise.all(Array.from({ length: availableParallelism() }, takeTurns))
const failures = results.filter(({ failed }) => failed)

for (const { name, output } of failures) console.error(`\n✗ ${name}\n${output.trim()}`)

const seconds = ((performance.now() - started) / 1000).toFixed(1)
const names = (list) => list.map(({ name }) => name.slice("check:".length)).join(", ")
if (failures.length === 0) console.log(`✓ ${names(results)}: nothing to report (${seconds} s)`)
else
  console.error(
    `\n✗ failed: ${names(failures)} (${seconds} s). Formatting is repaired by \`npm run format\`.`
  )
process.exitCode = failures.length > 0 ? 1 : 0
