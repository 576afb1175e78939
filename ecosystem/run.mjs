// Runs one program, out of packed tarballs, on everything that the packages promise to run on:
// `npm run ecosystem` for all, `npm run ecosystem -- bun node` for those whose names begin so. `--no-build` packs what
// is built. Needs the npm registry, and a Chromium for the browser; whatever is missing fails.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Failed } from "./command.mjs"
import { emulator } from "./emulator.mjs"
import { build, pack } from "./packages.mjs"
import { install } from "./projects.mjs"
import { problemOfReadme, table } from "./readme.mjs"
import { browser } from "./runtimes/browser.mjs"
import { cli } from "./runtimes/cli.mjs"
import { bun, bunInstall, deno } from "./runtimes/fetch.mjs"
import { commonJs, nodes, oldest } from "./runtimes/node.mjs"
import { typescripts } from "./runtimes/typescript.mjs"
import { workerd } from "./runtimes/workerd.mjs"
import { beside, oldestBeside, typesBeside } from "./versions.mjs"

const runtimes = [...nodes, oldest, commonJs, bun, deno, workerd, browser, cli, ...typescripts]

const asked = process.argv.slice(2).filter((arg) => arg !== "--no-build")
const chosen = runtimes.filter(
  ({ name }) => asked.length === 0 || asked.some((beginning) => name.startsWith(beginning))
)
const strangers = asked.filter((beginning) => !runtimes.some(({ name }) => name.startsWith(beginning)))
if (strangers.length > 0) {
  console.error(`there is no ${strangers.join(", ")}: ${runtimes.map(({ name }) => name).join(", ")}`)
  process.exit(1)
}

const scratch = mkdtempSync(join(tmpdir(), "ecosystem-"))
const stops = []
const clear = () => {
  for (const stop of stops) stop()
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => (clear(), process.exit(1)))

const once = (make) => {
  const made = new Map()
  return (name) => made.get(name) ?? made.set(name, make(name)).get(name)
}

const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1)

/** What every run has: packed packages, projects that are made when they are asked for, and a server. */
const contextOf = (tarballs) => {
  const libraries = Object.keys(tarballs).filter((name) => name !== "@effect-wandb/cli")
  const { effect, "@effect/platform": platform } = beside
  const web = ["@effect-wandb/core", "@effect-wandb/client"]
  const projects = {
    node: [libraries, { ...beside, ...typesBeside }],
    oldest: [libraries, oldestBeside],
    web: [web, { effect, "@effect/platform": platform }],
    bun: [web, { effect, "@effect/platform": platform }, bunInstall]
  }
  const project = once((name) => install(join(scratch, name), tarballs, ...projects[name]))
  const server = once(async () => {
    const started = await emulator(await project("node"))
    stops.push(started.stop)
    return started
  })
  return { libraries, project, scratch, server, tarballs }
}

const attempt = async ({ run }, context) => {
  const since = performance.now()
  try {
    return { version: await run(context), seconds: seconds(since) }
  } catch (error) {
    const problem = error instanceof Failed ? error.message : (error?.stack ?? String(error))
    return { version: "", seconds: seconds(since), problem }
  }
}

/** Two, because an installation waits for the network while a program works. What takes longest is last in the list. */
const twoAtATime = async (items, work) => {
  const results = []
  let left = items.length
  const worker = async () => {
    while (left > 0) {
      const index = --left
      results[index] = await work(items[index])
    }
  }
  await Promise.all([worker(), worker()])
  return results
}

const main = async () => {
  const since = performance.now()
  if (!process.argv.includes("--no-build")) await build()
  const context = contextOf(await pack(join(scratch, "tarballs")))
  console.error(`built and packed (${seconds(since)} s)`)
  const results = await twoAtATime(chosen, async (runtime) => {
    const result = await attempt(runtime, context)
    console.error(`${result.problem === undefined ? "✓" : "✗"} ${runtime.name} (${result.seconds} s)`)
    return { ...runtime, ...result }
  })
  const rows = results.map((row) => [
    row.runtime,
    row.version,
    row.what,
    row.problem === undefined ? "passed" : "failed",
    row.seconds
  ])
  console.log(`\n${table([["runtime", "version", "what ran", "result", "seconds"], ...rows])}`)
  const failed = results.filter(({ problem }) => problem !== undefined)
  for (const { name, problem } of failed) console.log(`\n✗ ${name}: ${problem}`)
  const unsaid = asked.length === 0 && failed.length === 0 ? problemOfReadme(results) : undefined
  if (unsaid !== undefined) console.log(`\n✗ ${unsaid}`)
  console.log(`\n${results.length - failed.length} passed, ${failed.length} failed, in ${seconds(since)} s`)
  process.exitCode = failed.length > 0 || unsaid !== undefined ? 1 : 0
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Failed ? error.message : error)
  process.exitCode = 1
} finally {
  clear()
}
