import { Array as Arr } from "effect"
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { median } from "./processes.js"
import { atMost, report } from "./table.js"

const root = fileURLToPath(new URL("../..", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "cli-"))
execFileSync(process.execPath, ["scripts/bundle-cli.mjs", join(folder, "dist")], { cwd: root })
const program = join(folder, "dist/effect-wandb.mjs")
const empty = join(folder, "empty.mjs")
writeFileSync(empty, "")
const seed = join(folder, "seed.json")
writeFileSync(seed, JSON.stringify({ users: [{ username: "root", admin: true }, { username: "ada" }] }))

/** The emulator, in a process of its own: where it listens, and its key. */
const emulator = spawn(process.execPath, [program, "emulator", "--port", "0", "--seed", seed])
const variables = await new Promise<Record<string, string>>((resolve, reject) => {
  let said = ""
  emulator.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk
    const [, url] = /listening on (\S+)/.exec(said) ?? []
    const [, key] = /admin key: (\S+)/.exec(said) ?? []
    if (url !== undefined && key !== undefined) resolve({ WANDB_BASE_URL: url, WANDB_API_KEY: key })
  })
  emulator.on("exit", () => reject(new Error(`the emulator ended: ${said}`)))
})

/** How long a process takes, from its start to its end. */
const millis = (...args: ReadonlyArray<string>): number => {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { env: { ...process.env, ...variables } })
  if (status !== 0) throw new Error(`${args.join(" ")} ended in ${status}: ${stderr.toString()}`)
  return performance.now() - start
}

const rounds = 21
const lines = {
  empty: [empty],
  version: [program, "--version"],
  help: [program, "users", "--help"],
  get: [program, "users", "get", "ada"],
  list: [program, "users", "list", "-o", "ndjson"]
} as const

/** Each in turn, so that whatever else the machine does meets them all. The first round warms the files. */
const measured = Arr.makeBy(rounds + 1, () => ({
  empty: millis(...lines.empty),
  version: millis(...lines.version),
  help: millis(...lines.help),
  get: millis(...lines.get),
  list: millis(...lines.list)
})).slice(1)

emulator.removeAllListeners("exit").kill()
rmSync(folder, { recursive: true })

const took = (name: keyof typeof lines): number => median(measured.map((round) => round[name]))
/** The ratios within each round, of which the middle one counts. */
const times = (name: keyof typeof lines): number => median(measured.map((round) => round[name] / round.empty))

report([
  atMost("effect-wandb --version, over an empty node", times("version"), "×", 3),
  atMost("effect-wandb users get against an emulator, over an empty node", times("get"), "×", 5),
  atMost("effect-wandb users --help, over an empty node", times("help"), "×", 5),
  atMost("effect-wandb users list -o ndjson, over an empty node", times("list"), "×", 5)
])
console.log(
  `An empty node took ${took("empty").toFixed(0)} ms, --version ${took("version").toFixed(0)} ms, users get ${took("get").toFixed(0)} ms.`
)
