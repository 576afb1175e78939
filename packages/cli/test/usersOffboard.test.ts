import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Canary, Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { Effect, Redacted } from "effect"
import { begin, run, steering } from "./support/cli.js"
import { allMet } from "./support/met.js"

/** Ada has keys, leads a team alone, is in another one, and is an administrator beside root. */
const seed = Seed.make(
  Seed.user("root", { admin: true }),
  Seed.user("ada", { admin: true, apiKeys: ["laptop", "cluster"] }),
  Seed.user("grace"),
  Seed.team("vision", { members: [{ username: "ada", role: "admin" }, "grace"] }),
  Seed.team("speech", { members: [{ username: "root", role: "admin" }, "ada"] })
)

/** The same with a description that clears the screen. */
const hostile = Seed.make(
  Seed.user("root", { admin: true }),
  Seed.user("ada", { apiKeys: ["\u001b[2Jlaptop\u202e", "cluster"] }),
  Seed.user("grace"),
  Seed.team("vision", { members: [{ username: "ada", role: "admin" }, "grace"] })
)

const line = ["users", "offboard", "ada", "--delete", "--successor", "vision=grace"]

const rowsOf = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((row) => JSON.parse(row))

const world = Effect.all({ users: WandbTest.users, keys: WandbTest.apiKeys, teams: WandbTest.teams })

/** What is left of Ada. */
const left = Effect.map(world, ({ keys, teams, users }) => ({
  keys: keys.filter(({ username }) => username === "ada").length,
  teams: teams.filter(({ members }) => members.some(({ username }) => username === "ada")).length,
  isDeleted: users.some(({ deletedAt, username }) => username === "ada" && deletedAt !== null)
}))

describe("users offboard", () => {
  it.effect("shows what is to be done, and does nothing, with --plan", () =>
    Effect.gen(function* () {
      const before = yield* world
      const { status, stderr, stdout } = yield* run([...line, "--plan"])
      deepStrictEqual([status, stderr], [2, ""])
      const [title, ...steps] = stdout.trimEnd().split("\n")
      strictEqual(title, "To offboard ada (ada@example.com): 6 things to take away, 1 change")
      deepStrictEqual(
        steps.map((step) => step.replace(/wandb_v1_\w+/, "NAME")),
        [
          '- delete the API key NAME, described as "laptop"',
          '- delete the API key NAME, described as "cluster"',
          '~ make "grace" an admin of the team "vision"',
          '- remove from the team "vision", where the role is "admin"',
          '- remove from the team "speech", where the role is "member"',
          "- take the rights of an administrator away",
          "- delete the user"
        ]
      )
      const records = yield* run([...line, "--plan", "-o", "ndjson"])
      strictEqual(records.status, 2)
      const [first, , third] = rowsOf(records.stdout)
      deepStrictEqual(
        [first.step, first.action, first.outcome, first.team, first.reason],
        [1, "deleteApiKey", "planned", null, null]
      )
      deepStrictEqual([third.action, third.team, third.keyId], ["handOver", "vision", null])
      deepStrictEqual(yield* world, before)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("does it once it is confirmed, and gives a receipt", () =>
    Effect.gen(function* () {
      const unasked = yield* run(line)
      strictEqual(unasked.status, 1)
      assert.include(unasked.stderr, "\n- delete the user\n")
      assert.include(unasked.stderr, "Offboard ada (ada@example.com)? Nothing was done.")
      const no = yield* run([...line, "-q"], { terminal: 100, keys: ["n"], env: { NO_COLOR: "1" } })
      strictEqual(no.status, 1)
      assert.include(no.stderr, "\n- delete the user\n")
      deepStrictEqual(yield* left, { keys: 2, teams: 2, isDeleted: false })

      const yes = yield* run([...line, "-o", "ndjson"], { terminal: 100, keys: ["y"] })
      strictEqual(yes.status, 0)
      assert.include(yes.stderr, "7 done.\n")
      deepStrictEqual(
        rowsOf(yes.stdout).map(({ action, outcome, step }) => [step, action, outcome]),
        [
          "deleteApiKey",
          "deleteApiKey",
          "handOver",
          "removeMember",
          "removeMember",
          "revokeAdmin",
          "deleteUser"
        ].map((action, index) => [index + 1, action, "done"])
      )
      deepStrictEqual(yield* left, { keys: 0, teams: 0, isDeleted: true })

      const again = yield* run([...line, "--plan"])
      deepStrictEqual(
        [again.status, again.stdout],
        [0, "Nothing is to be taken from ada (ada@example.com).\n"]
      )
      // With nothing to do there is nothing to ask.
      strictEqual((yield* run(line)).status, 0)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("goes on after a step that fails, and ends with 1", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("deleteApiKey", Fault.respond({ status: 400, body: "no" }))
      const { status, stderr, stdout } = yield* run([...line, "--yes", "-o", "ndjson"])
      strictEqual(status, 1)
      assert.include(stderr, "1 failed, 6 done.\n")
      const [first] = rowsOf(stdout)
      strictEqual(first.outcome, "failed")
      assert.include(first.reason, "The server rejected the request")
      deepStrictEqual(yield* left, { keys: 1, teams: 0, isDeleted: true })
      strictEqual((yield* run([...line, "--yes"])).status, 0)
      deepStrictEqual(yield* left, { keys: 0, teams: 0, isDeleted: true })
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("ends the step at hand when it is interrupted, and says which command goes on", () =>
    Effect.gen(function* () {
      const { instance } = yield* WandbTest.WandbTest
      yield* WandbTest.inject(Fault.delayAfter("1 second", { operation: "deleteApiKey", times: 2 }))
      const running = yield* begin([...line, "--yes"])
      yield* allMet
      yield* running.interrupt
      yield* instance.clock.adjust("1 second")
      const { stderr } = yield* running.ended
      assert.include(
        stderr,
        "Interrupted after 1 of 7 steps of offboarding ada (ada@example.com): effect-wandb users offboard ada --delete --successor vision=grace --yes goes on.\n"
      )
      deepStrictEqual(yield* left, { keys: 1, teams: 2, isDeleted: false })
      yield* WandbTest.clearFaults
      strictEqual((yield* run([...line, "--yes"])).status, 0)
      deepStrictEqual(yield* left, { keys: 0, teams: 0, isDeleted: true })
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("refuses oneself, the last administrator, and what cannot be seen", () =>
    Effect.gen(function* () {
      const oneself = yield* run(["users", "offboard", "root", "--yes"])
      strictEqual(oneself.status, 3)
      assert.include(oneself.stderr, "root is the user whose API key is in use, and nothing was changed.")
      const { credentialsOf } = yield* WandbTest.WandbTest
      const env = { WANDB_API_KEY: Redacted.value(yield* credentialsOf("grace")) }
      const hidden = yield* run(["users", "offboard", "ada", "--yes"], { env })
      strictEqual(hidden.status, 3)
      assert.match(
        hidden.stderr,
        /^error: Not all that there is to take from ada can be seen.*\n(?:\? .*\n)+/
      )
      assert.include(hidden.stderr, "--allow-unseen")
      const allowed = yield* run(["users", "offboard", "ada", "--plan", "--allow-unseen"], { env })
      assert.include(allowed.stdout, "\n? not to be seen: the user's API keys\n")
      yield* run(["users", "update", "ada", "--no-admin"])
      const last = yield* run(["users", "offboard", "root", "--yes"], { env })
      strictEqual(last.status, 3)
      assert.include(
        last.stderr,
        "root is the last administrator of the installation, and nothing was changed."
      )
      deepStrictEqual(yield* left, { keys: 2, teams: 2, isDeleted: false })
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("wants its successors as a team and a user", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["users", "offboard", "ada", "--successor", "grace"])
      strictEqual(status, 1)
      assert.include(stderr, 'error: --successor: "grace" names no team with a user.')
      const misspelt = yield* run(["users", "offboard", "ada", "--yes", "--successor", "vison=grace"])
      strictEqual(misspelt.status, 1)
      assert.include(
        misspelt.stderr,
        'error: --successor: there is no team "vison", and nothing was changed.\nDid you mean vision?\n'
      )
      const stranger = yield* run(["users", "offboard", "ada", "--successor", "vision=nobody"])
      assert.include(stranger.stderr, 'The team "vision" has no member "nobody".')
      const named = yield* run(["users", "offboard", "ada", "--teams", "vision, speech", "--plan"])
      strictEqual(named.status, 2)
    }).pipe(Effect.provide(WandbTest.layer(seed)))
  )

  it.effect("shows no key and obeys no name, whatever server it is", () =>
    Effect.gen(function* () {
      const plan = yield* Canary.expectNoKeys(run([...line, "--plan"]))
      const done = yield* Canary.expectNoKeys(run([...line, "--yes", "-o", "csv"]))
      deepStrictEqual([plan.status, done.status], [2, 0])
      for (const text of [plan.stdout, done.stdout, done.stderr]) assert.notMatch(text, steering)
    }).pipe(Effect.provide(WandbTest.layer(hostile, { apiKeyListing: "legacy" })))
  )
})
