import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { changesSent, folder, roster, seed, shown, world } from "./rosterWorld.js"
import { writeFileSync } from "node:fs"
import { begin, run } from "./support/cli.js"

const inWorld = Effect.provide(WandbTest.layer(seed))

const apply = (...options: ReadonlyArray<string>) =>
  run(["roster", "apply", "-", "--concurrency=1", ...options], { stdin: roster })

const outcomesIn = (stdout: string): ReadonlyArray<string> =>
  stdout
    .trim()
    .split("\n")
    .map((line) => {
      const { outcome, summary } = JSON.parse(line)
      return `${outcome} ${summary}`
    })

/** Without the sign, and without the counts. */
const summaries = shown.slice(0, -1).map((line) => line.slice(2))

describe("roster apply", () => {
  it.effect("makes what is there what the roster says, once", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* apply("--yes", "-o", "ndjson")
      strictEqual(status, 0)
      deepStrictEqual(
        outcomesIn(stdout),
        summaries.map((summary) => `done ${summary}`)
      )
      strictEqual(stderr, `${shown.join("\n")}\n10 done.\n`)
      strictEqual((yield* run(["roster", "drift", "-"], { stdin: roster })).status, 0)

      const before = yield* changesSent
      deepStrictEqual(yield* apply(), { status: 0, stdout: "", stderr: "Nothing is to be changed.\n" })
      strictEqual((yield* apply("-o", "json")).stdout, "[]\n")
      deepStrictEqual(yield* changesSent, before)
    }).pipe(inWorld)
  )

  it.effect("asks on a terminal, and needs --yes elsewhere", () =>
    Effect.gen(function* () {
      const before = yield* world
      const piped = yield* apply()
      deepStrictEqual({ status: piped.status, stdout: piped.stdout }, { status: 1, stdout: "" })
      assert.include(piped.stderr, "Make 10 changes on http://emulator.invalid? Nothing was done.")
      const answered = (key: string) =>
        run(["roster", "apply", "-"], { stdin: roster, terminal: 100, keys: [key] })
      const no = yield* answered("n")
      strictEqual(no.status, 1)
      assert.include(no.stderr, "Nothing was done: the answer was no.")
      const quit = yield* answered("ctrl-c")
      strictEqual(quit.status, 130)
      assert.include(quit.stderr, "Interrupted before anything was changed.")
      deepStrictEqual(yield* world, before)
      const yes = yield* answered("y")
      strictEqual(yes.status, 0)
      assert.match(yes.stdout, /done +make +create user new@example\.com\n/)
      assert.include(yes.stderr, "[####################] 10/10")
      notDeepStrictEqual(yield* world, before)
    }).pipe(inWorld)
  )

  it.effect("goes on when a change fails, leaves out what needs it, and ends with 1", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.graphqlErrors([{ message: "no more users" }], { operation: "createUser" }),
        Fault.dropAfter({ operation: "createInvite" })
      )
      const { status, stderr, stdout } = yield* apply("--yes", "-o", "ndjson")
      strictEqual(status, 1)
      const [created, ...others] = outcomesIn(stdout)
      strictEqual(created, "failed create user new@example.com")
      deepStrictEqual(
        others.filter((line) => !line.startsWith("done")),
        ["failed team engine: invite new@example.com as member"]
      )
      const reasons = stdout
        .trim()
        .split("\n")
        .flatMap((line) => JSON.parse(line).reason ?? [])
      assert.include(reasons[0], "no more users")
      assert.include(reasons[1], "Nothing was sent, because this has to come before it")
      assert.match(stderr, /\n8 done, 2 failed\.\n$/)

      // The answer that is lost is that of the invitation, this time.
      const again = yield* apply("--yes", "-o", "ndjson")
      strictEqual(again.status, 1)
      assert.include(outcomesIn(again.stdout), "unknown team engine: invite new@example.com as member")
      strictEqual((yield* apply("--yes")).status, 0)
      strictEqual((yield* run(["roster", "drift", "-"], { stdin: roster })).status, 0)
    }).pipe(inWorld)
  )

  it.effect("is refused by a guard, shows what it would have been, and changes nothing", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(["roster", "apply", "-", "--yes"], {
        stdin: roster.replace("50%", "10%")
      })
      deepStrictEqual({ status, stdout }, { status: 3, stdout: "" })
      assert.include(stderr, `${shown.join("\n")}\nerror: The plan is refused, and nothing was changed.\n`)
      assert.include(stderr, "2 of 4 memberships would be removed")
      deepStrictEqual(yield* changesSent, [])
      strictEqual((yield* apply("--yes", "--max-removals=50%")).status, 0)
    }).pipe(inWorld)
  )
})

describe("roster apply of a plan that was saved", () => {
  const planned = Effect.gen(function* () {
    const { file } = yield* folder
    const path = yield* file("plan.json")
    const { status, stderr } = yield* run(["roster", "plan", "-", "--out", path], { stdin: roster })
    deepStrictEqual({ status, stderr }, { status: 2, stderr: `Saved the plan in ${path}.\n` })
    return path
  })

  it.scoped("makes the changes that were looked at", () =>
    Effect.gen(function* () {
      const path = yield* planned
      const { status, stdout } = yield* run(["roster", "apply", path, "--yes", "-o", "csv"])
      strictEqual(status, 0)
      const [header, ...lines] = stdout.trim().split("\r\n")
      strictEqual(header, "action,kind,team,who,summary,outcome,reason")
      strictEqual(lines.length, 10)
      strictEqual((yield* run(["roster", "drift", "-"], { stdin: roster })).status, 0)
    }).pipe(inWorld)
  )

  it.scoped("is refused when what is there is another by now", () =>
    Effect.gen(function* () {
      const path = yield* planned
      strictEqual((yield* run(["teams", "remove", "engine", "guest", "--yes"])).status, 0)
      const before = yield* world
      const { status, stderr, stdout } = yield* run(["roster", "apply", path, "--yes", "-o", "ndjson"])
      deepStrictEqual({ status, stdout }, { status: 3, stdout: "" })
      assert.include(
        stderr,
        "error: What is there is not what the plan was made from (team engine), and nothing was changed.\nMake a plan anew with effect-wandb roster plan"
      )
      deepStrictEqual(yield* world, before)
    }).pipe(inWorld)
  )

  it.scoped("is refused when somebody has edited it, before anybody is asked", () =>
    Effect.gen(function* () {
      const { file, read } = yield* folder
      const text = yield* read(yield* planned)
      const plan = JSON.parse(text)
      const more = { _tag: "DeleteTeam", team: "vision", members: 1 }
      const edited = yield* file("edited.json", JSON.stringify({ ...plan, changes: [...plan.changes, more] }))
      const before = yield* WandbTest.requests
      const { status, stderr } = yield* run(["roster", "apply", edited])
      strictEqual(status, 3)
      assert.include(stderr, "The plan was edited after it was made.")
      deepStrictEqual(yield* WandbTest.requests, before)
    }).pipe(inWorld)
  )

  it.scoped("is no file of bytes that are no text", () =>
    Effect.gen(function* () {
      const { file } = yield* folder
      const path = yield* file("roster.yaml", "")
      writeFileSync(path, Buffer.from("users: [{ email: ada\xff@example.com }]", "latin1"))
      const { status, stderr } = yield* run(["roster", "apply", path, "--yes"])
      strictEqual(status, 1)
      assert.include(stderr, "is no text in UTF-8")
      strictEqual((yield* WandbTest.requests).length, 0)
    }).pipe(inWorld)
  )

  it.scoped("keeps the share of removals that was allowed when it was made", () =>
    Effect.gen(function* () {
      const { file } = yield* folder
      const [refused, allowed] = [yield* file("refused.json"), yield* file("allowed.json")]
      const stdin = roster.replace("50%", "10%")
      strictEqual((yield* run(["roster", "plan", "-", "--out", refused], { stdin })).status, 3)
      const line = ["roster", "plan", "-", "--out", allowed, "--max-removals=50%"]
      strictEqual((yield* run(line, { stdin })).status, 2)
      const ran = yield* run(["roster", "apply", refused, "--yes"])
      strictEqual(ran.status, 3)
      assert.include(ran.stderr, "error: The plan is refused, and nothing was changed.\n2 of 4 memberships")
      deepStrictEqual(yield* changesSent, [])
      strictEqual((yield* run(["roster", "apply", allowed, "--yes"])).status, 0)
    }).pipe(inWorld)
  )

  it.scoped("is not understood when it is of another version", () =>
    Effect.gen(function* () {
      const { file } = yield* folder
      const path = yield* file("plan.json", JSON.stringify({ version: 9, fingerprint: "f", changes: [] }))
      const { status, stderr } = yield* run(["roster", "apply", path, "--yes"])
      strictEqual(status, 1)
      assert.include(stderr, `${path} holds a plan that this version of effect-wandb does not understand.`)
      strictEqual((yield* WandbTest.requests).length, 0)
    }).pipe(inWorld)
  )

  it.effect("may be a roster in JSON too", () =>
    Effect.gen(function* () {
      const stdin = JSON.stringify({ users: [{ email: "new@example.com" }] })
      const { status, stdout } = yield* run(["roster", "apply", "-", "--yes", "-o", "ndjson"], { stdin })
      strictEqual(status, 0)
      deepStrictEqual(outcomesIn(stdout), ["done create user new@example.com"])
    }).pipe(inWorld)
  )
})

it.effect("an apply that is interrupted ends what is begun, and goes on when it is run again", () =>
  Effect.gen(function* () {
    const stdin = JSON.stringify({
      users: Array.from({ length: 6 }, (_, index) => ({ email: `u${index}@example.com`, name: `U${index}` }))
    })
    // The first two are there and not yet named when somebody presses Ctrl-C.
    yield* WandbTest.inject(
      Fault.delay("1 second", { operation: "updateUser" }),
      Fault.delay("1 second", { operation: "updateUser" })
    )
    const { instance } = yield* WandbTest.WandbTest
    const line = ["roster", "apply", "-", "--yes", "--quiet", "-o", "ndjson"]
    const running = yield* begin([...line, "--concurrency=2"], { stdin })
    yield* Effect.repeat(Effect.zipLeft(instance.faults, Effect.yieldNow()), {
      until: (faults) => faults.every(({ met }) => met > 0)
    })
    yield* running.interrupt
    yield* instance.clock.adjust("1 second")
    const { stderr, stdout } = yield* running.ended
    strictEqual(stdout.trimEnd().split("\n").length, 2)
    strictEqual(stderr, "Interrupted after 2 of 6 changes; the same command goes on from there.\n")
    const made = Effect.map(WandbTest.users, (users) =>
      users.filter(({ name }) => /^[Uu]\d/.test(name)).map(({ name }) => name)
    )
    deepStrictEqual(yield* made, ["U0", "U1"])
    const again = yield* run(line, { stdin })
    strictEqual(again.status, 0)
    strictEqual(again.stdout.trim().split("\n").length, 4)
    deepStrictEqual(yield* made, ["U0", "U1", "U2", "U3", "U4", "U5"])
  }).pipe(inWorld)
)

it.scoped("no command about teams and rosters shows a key, whatever server it is", () =>
  Effect.gen(function* () {
    const { file, read } = yield* folder
    const [plan, out] = [yield* file("plan.json"), yield* file("out.yaml")]
    const lines = [
      ["teams", "list"],
      ["teams", "members", "engine"],
      ["teams", "get", "engine", "-o", "yaml"],
      ["service-accounts", "create", "engine", "--description", "ci"],
      ["roster", "export", "--out", out],
      ["roster", "export"],
      ["roster", "plan", "-", "--out", plan],
      ["roster", "plan", "-", "-o", "json"],
      ["roster", "drift", "-"],
      ["roster", "apply", "-", "--yes", "-o", "csv"],
      ["teams", "remove", "engine", "nobody", "--yes"]
    ]
    for (const line of lines) {
      const stdin = line.includes("-") ? roster : undefined
      const ran = yield* Canary.expectNoKeys(run([...line, "--verbose", "--log-level=all"], { stdin }))
      // Keys of the form of before, of which no public name is so long.
      assert.notMatch(ran.stdout + ran.stderr, /(?<![\w-])(?:local-)?[0-9a-f]{40}(?![\w-])/)
    }
    for (const path of [plan, out]) {
      assert.notMatch(yield* read(path), /wandb_v1_\w{20}|(?<![\w-])(?:local-)?[0-9a-f]{40}(?![\w-])/)
    }
  }).pipe(Effect.provide(WandbTest.layer(seed, { apiKeyListing: "legacy" })))
)
