import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Instance, type Seed, Server } from "@effect-wandb/emulator"
import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Redacted, Stream } from "effect"
import { execFileSync, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

const examples = [
  "quickstart",
  "firstProgram",
  "nightlyKey",
  "nightly",
  "emulatorInProcess",
  "controlledEmulator",
  "newTeam"
] as const
type Example = (typeof examples)[number]

let bundles = ""
beforeAll(() => {
  bundles = mkdtempSync(join(tmpdir(), "examples-"))
  const sources = examples.map((example) => `examples/src/${example}.ts`)
  execFileSync(process.execPath, ["scripts/bundle.mjs", bundles, ...sources], { cwd: root })
  return () => rmSync(bundles, { recursive: true })
}, 60_000)

/** What Node is given to run an example from its sources, as `scripts/run.mjs` does. */
const sourceOf = (example: Example) => [
  "--conditions=@effect-wandb/source",
  "--import",
  "tsx",
  `examples/src/${example}.ts`
]

/** The same program, of which loading takes a fifth of the time. */
const bundleOf = (example: Example) => [join(bundles, "examples", "src", `${example}.mjs`)]

/** Runs an example as its own process, and gives what it printed and its exit code. */
const run = (example: Example, env: Record<string, string> = {}, program = bundleOf, cwd = root) =>
  Effect.async<{ readonly code: number | null; readonly out: string; readonly err: string }>((resume) => {
    const { WANDB_API_KEY: _, WANDB_BASE_URL: __, ...inherited } = process.env
    const child = spawn(process.execPath, program(example), {
      cwd,
      env: { ...inherited, ...env },
      stdio: ["ignore", "pipe", "pipe"]
    })
    let out = ""
    let err = ""
    child.stdout.on("data", (chunk) => (out += String(chunk)))
    child.stderr.on("data", (chunk) => (err += String(chunk)))
    child.on("close", (code) => resume(Effect.succeed({ code, out, err })))
    return Effect.async<void>((gone) => {
      child.once("close", () => gone(Effect.void))
      child.kill("SIGKILL")
    })
  })

/** A server on a socket, and the variables that point a program at it. */
const serverWith = (seed?: Seed.Seed) =>
  Effect.gen(function* () {
    const instance = yield* Instance.make({ seed })
    const { url } = yield* Effect.provideService(Server.serve({ port: 0 }), Instance.Instance, instance)
    return { instance, env: { WANDB_BASE_URL: url, WANDB_API_KEY: Redacted.value(instance.adminKey) } }
  })
const server = serverWith()

/** Anything of the length of a key. */
const secret = /[\w-]{40,}/

describe("the quickstart", () => {
  it.live("tells its story against a W&B of its own, shows no secret, and exits with 0", () =>
    Effect.gen(function* () {
      const { code, err, out } = yield* run("quickstart", {}, sourceOf)
      assert.strictEqual(err, "")
      assert.strictEqual(code, 0)
      for (const step of [1, 2, 3, 4, 5, 6, 7, 8]) assert.include(out, `\n${step}. `)
      assert.notMatch(out, secret)
    })
  )

  it.scopedLive("tells the same story against the server that the environment names", () =>
    Effect.gen(function* () {
      const { env, instance } = yield* server
      const { code, out } = yield* run("quickstart", env)
      assert.strictEqual(code, 0)
      assert.notInclude(out, "in memory")
      assert.strictEqual((yield* instance.users).length, 2)
      assert.strictEqual((yield* instance.apiKeys).length, 1)
      assert.notMatch(out, secret)
    })
  )

  it.scopedLive("exits with 1 and the reason when something surprises it", () =>
    Effect.gen(function* () {
      const { env } = yield* server
      const key = "0123456789abcdef0123456789abcdef01234567"
      const { code, err, out } = yield* run("quickstart", { ...env, WANDB_API_KEY: key })
      assert.strictEqual(code, 1)
      assert.include(err, "Unauthenticated")
      assert.notInclude(out + err, key)
    })
  )

  it.live("does not turn to a server because there is a key in the environment", () =>
    Effect.gen(function* () {
      const { code, out } = yield* run("quickstart", {
        WANDB_API_KEY: "0123456789abcdef0123456789abcdef01234567"
      })
      assert.strictEqual(code, 0)
      assert.include(out, "in memory")
    })
  )

  it.live("exits with 1 when a server is named without a key", () =>
    Effect.gen(function* () {
      const { code, err } = yield* run("quickstart", { WANDB_BASE_URL: "http://127.0.0.1:1" })
      assert.strictEqual(code, 1)
      assert.include(err, "WANDB_API_KEY")
    })
  )
})

describe("the first program", () => {
  it.scopedLive("lists the keys of whoever runs it", () =>
    Effect.gen(function* () {
      const { env, instance } = yield* server
      const { code, out } = yield* run("firstProgram", env)
      assert.strictEqual(code, 0)
      const [key] = yield* instance.apiKeys
      assert.strictEqual(out, `Keys of admin: ${key?.name}\n`)
    })
  )
})

describe("the nightly key", () => {
  it.scopedLive("is made on the server and with the key that the files of W&B's client name", () =>
    Effect.gen(function* () {
      const { env, instance } = yield* server
      const files = yield* FileSystem.FileSystem
      const home = yield* files.makeTempDirectoryScoped()
      yield* files.makeDirectory(`${home}/.config/wandb`, { recursive: true })
      yield* files.writeFileString(
        `${home}/.config/wandb/settings`,
        `[default]\nbase_url = ${env.WANDB_BASE_URL}\n`
      )
      yield* files.writeFileString(
        `${home}/.netrc`,
        `machine ${new URL(env.WANDB_BASE_URL).host} login user password ${env.WANDB_API_KEY}\n`
      )
      const { code, err, out } = yield* run("nightlyKey", { HOME: home })
      assert.strictEqual(err, "")
      assert.strictEqual(code, 0)
      const made = (yield* instance.apiKeys).at(-1)
      assert.match(made?.description ?? "", /^nightly export \[ref \w+\]$/)
      assert.strictEqual(out, `A new key: ${made?.name}\n`)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe("the nightly rotation", () => {
  // Ten minutes are over at once. What is shorter, such as what the client waits for, is as it was.
  const skipping = `data:text/javascript,${encodeURIComponent(`
    const { now } = Date
    const { setTimeout } = globalThis
    let skipped = 0
    Date.now = () => now() + skipped
    globalThis.setTimeout = (run, delay, ...given) => {
      const isLong = delay > 9 * 60_000
      if (isLong) skipped += delay
      return setTimeout(run, isLong ? 0 : delay, ...given)
    }
  `)}`

  it.scopedLive("is finished by the next one after a kill, and of the key one is left, which works", () =>
    Effect.gen(function* () {
      const { env, instance } = yield* serverWith({
        users: [{ username: "root", admin: true, apiKeys: [{ description: "nightly export" }] }]
      })
      const files = yield* FileSystem.FileSystem
      const folder = yield* files.makeTempDirectoryScoped()
      const journal = `${folder}/rotations`
      yield* files.makeDirectory(journal)
      const isOverlapping = Effect.gen(function* () {
        const names = yield* files.readDirectory(journal)
        const texts = yield* Effect.forEach(names, (name) => files.readFileString(`${journal}/${name}`))
        return texts.some((text) => text.includes('"Overlapping"'))
      })

      // It would wait for ten minutes now, and is killed instead.
      const untilThen = files.watch(journal).pipe(
        Stream.mapEffect(() => isOverlapping),
        Stream.takeUntil((isOver) => isOver),
        Stream.runDrain
      )
      assert.isUndefined(yield* Effect.raceFirst(untilThen, run("nightly", env, bundleOf, folder)))
      assert.strictEqual((yield* instance.apiKeys).length, 3)

      const skip = (example: Example) => ["--import", skipping, ...bundleOf(example)]
      const { code, err, out } = yield* run("nightly", env, skip, folder)
      assert.strictEqual(err, "")
      assert.strictEqual(code, 0)
      const [, key, ...others] = yield* instance.apiKeys
      deepStrictEqual(others, [])
      assert.match(key?.description ?? "", /^nightly export \[ref \w+\]$/)
      assert.include(out, `Done: the key is ${key?.name}`)
      assert.notMatch(out, secret)

      const stored = yield* files.readFileString(`${folder}/wandb.key`)
      const asStored = yield* run("firstProgram", { ...env, WANDB_API_KEY: stored })
      assert.strictEqual(asStored.code, 0)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe("the emulator in process", () => {
  it.live("answers without a socket", () =>
    Effect.gen(function* () {
      const { code, out } = yield* run("emulatorInProcess")
      assert.strictEqual(code, 0)
      assert.include(out, "username: 'admin'")
    })
  )
})

describe("the controlled emulator", () => {
  it.live("breaks, shows and restores an emulator over HTTP", () =>
    Effect.gen(function* () {
      const { code, out } = yield* run("controlledEmulator")
      assert.strictEqual(code, 0)
      assert.strictEqual(
        out,
        [
          "created ada, though the answer was lost",
          "users: admin, ada",
          "CreateUserFromAdmin: lost, fault: DropAfter",
          "CreateUserFromAdmin: answered, fault: none",
          "SearchUsers: answered, fault: none",
          "users after the restore: 2",
          ""
        ].join("\n")
      )
    })
  )
})

describe("the new team", () => {
  it.scopedLive("gives each address a user and a seat, and does what is left the second time", () =>
    Effect.gen(function* () {
      const { env, instance } = yield* server
      const first = yield* run("newTeam", { ...env, TEAM: "engine", EMAILS: "ada@example.com,grace" })
      assert.strictEqual(first.out, "engine has 1 members.\n")
      assert.include(first.err, "Users.createMany: 2 of 2\n")
      assert.include(first.err, "email has no @")
      assert.strictEqual(first.code, 0)

      const emails = "ada@example.com,grace@example.com"
      const second = yield* run("newTeam", { ...env, TEAM: "engine", EMAILS: emails })
      assert.strictEqual(second.out, "engine has 2 members.\n")
      assert.include(second.err, "Teams.inviteMany: 2 of 2\n")
      assert.strictEqual((yield* instance.users).length, 3)
      assert.notMatch(first.out + first.err + second.out + second.err, secret)
    })
  )
})
