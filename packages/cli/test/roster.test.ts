import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { WandbTest } from "@effect-wandb/testing"
import { Arbitrary, Array as Arr, Effect, Option, Redacted } from "effect"
import { chmodSync, existsSync, lstatSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { explain } from "../src/internal/roster/explain.js"
import * as Saved from "../src/internal/roster/saved.js"
import { changesSent, folder, roster, seed, shown } from "./rosterWorld.js"
import { run, steering } from "./support/cli.js"

const inWorld = Effect.provide(WandbTest.layer(seed))

const exported = `# yaml-language-server: $schema=node_modules/@effect-wandb/admin/schemas/roster.schema.json
scope:
  users:
    - "*@example.com"
  teams:
    - "*"
users:
  - email: ada@example.com
    name: Ada
    admin: false
  - email: grace@example.com
    name: grace
    admin: false
  - email: mary@example.com
    name: mary
    admin: true
  - email: root@example.com
    name: root
    admin: true
teams:
  - name: engine
    members:
      - email: ada@example.com
        role: admin
      - grace@example.com
      - guest@elsewhere.org
      - old@elsewhere.org
    serviceAccounts:
      - ci
      - night
  - name: vision
    members:
      - email: mary@example.com
        role: admin
    serviceAccounts: []
`

const exporting = ["roster", "export", "--users", "*@example.com", "--teams", "*"]

describe("roster export", () => {
  it.effect("writes what is there, by which nothing would be changed", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* run(exporting), { status: 0, stdout: exported, stderr: "" })
      deepStrictEqual(yield* run(["roster", "plan", "-"], { stdin: exported }), {
        status: 0,
        stdout: "Nothing is to be changed.\n",
        stderr: ""
      })
    }).pipe(inWorld)
  )

  it.effect("is the same whichever order the server has, so that it can be kept in git", () =>
    Effect.gen(function* () {
      strictEqual((yield* run(exporting)).stdout, exported)
    }).pipe(
      Effect.provide(
        WandbTest.layer({
          users: Arr.reverse(seed.users),
          teams: Arr.reverse(seed.teams).map((team) => ({
            ...team,
            members: Arr.reverse(team.members),
            serviceAccounts: Arr.reverse(team.serviceAccounts)
          }))
        })
      )
    )
  )

  it.effect("governs what it was asked for", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run([
        "roster",
        "export",
        "--teams=vis*, opt*",
        "-o",
        "json",
        "--schema=s.json"
      ])
      deepStrictEqual(JSON.parse(stdout), {
        $schema: "s.json",
        scope: { teams: ["vis*", "opt*"] },
        teams: [
          { name: "vision", members: [{ email: "mary@example.com", role: "admin" }], serviceAccounts: [] }
        ]
      })
      const all = JSON.parse((yield* run(["roster", "export", "-o", "ndjson"])).stdout)
      deepStrictEqual(all.scope, { users: ["*"], teams: ["*"] })
      deepStrictEqual([all.users.length, all.teams.length], [5, 2])
    }).pipe(inWorld)
  )

  it.scoped("writes a file, follows a link, and keeps the rights that a file has", () =>
    Effect.gen(function* () {
      const { file, read } = yield* folder
      const [path, link] = [yield* file("out.yaml"), yield* file("link.yaml")]
      const first = yield* run([...exporting, "--out", path])
      deepStrictEqual(first, { status: 0, stdout: "", stderr: `Wrote 4 users and 2 teams into ${path}.\n` })
      strictEqual(yield* read(path), exported)
      writeFileSync(path, "before")
      chmodSync(path, 0o640)
      symlinkSync(path, link)
      strictEqual((yield* run([...exporting, "--out", link, "--quiet"])).status, 0)
      strictEqual(yield* read(path), exported)
      strictEqual(statSync(path).mode & 0o777, 0o640)
      strictEqual(lstatSync(link).isSymbolicLink(), true)
    }).pipe(inWorld)
  )

  it.scoped("says why there is no file, and leaves none", () =>
    Effect.gen(function* () {
      const { file } = yield* folder
      const csv = yield* run([...exporting, "-o", "csv"])
      strictEqual(csv.status, 1)
      assert.include(csv.stderr, "A roster is no table")
      strictEqual((yield* WandbTest.requests).length, 0)
      for (const path of [yield* file(""), yield* file("nowhere/out.yaml")]) {
        const { status, stderr } = yield* run([...exporting, "--out", path])
        strictEqual(status, 1)
        assert.match(stderr, /^error: .*\nGive --out the path/)
        strictEqual(existsSync(`${path}out.yaml`), false)
      }
    }).pipe(inWorld)
  )

  it.effect("has nothing in it that a terminal would obey, and is a roster all the same", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(["roster", "export"])
      assert.notMatch(stdout, steering)
      strictEqual((yield* run(["roster", "plan", "-"], { stdin: stdout })).status, 0)
    }).pipe(
      Effect.provide(
        WandbTest.layer({ users: [{ username: "root", admin: true, name: "\u001b[2J\u202eevil\u009b" }] })
      )
    )
  )
})

describe("roster plan", () => {
  it.scoped("shows a line for each change, changes nothing, and ends with 2", () =>
    Effect.gen(function* () {
      const files = yield* folder
      const { status, stderr, stdout } = yield* run(["roster", "plan", files.roster])
      deepStrictEqual({ status, stderr }, { status: 2, stderr: "" })
      deepStrictEqual(stdout.split("\n"), [...shown, ""])
      deepStrictEqual(yield* changesSent, [])
    }).pipe(inWorld)
  )

  it.effect("has colours on a terminal that wants them", () =>
    Effect.gen(function* () {
      const plain = yield* run(["roster", "plan", "-"], {
        stdin: roster,
        terminal: 80,
        env: { NO_COLOR: "1" }
      })
      strictEqual(plain.stdout, `${shown.join("\n")}\n`)
      const { stdout } = yield* run(["roster", "plan", "-"], { stdin: roster, terminal: 80 })
      assert.include(stdout, "\u001b[32m+ create user new@example.com\u001b[39m\n")
      assert.include(stdout, "\u001b[33m~ team engine: guest@elsewhere.org, role member → admin\u001b[39m\n")
      assert.include(stdout, "\u001b[31m- team engine: remove service account night\u001b[39m\n")
    }).pipe(inWorld)
  )

  it.effect("gives a record for each change to a machine, and the whole as JSON and YAML", () =>
    Effect.gen(function* () {
      const form = (form: string) => run(["roster", "plan", "-", "-o", form], { stdin: roster })
      const { stdout } = yield* form("csv")
      deepStrictEqual(stdout.split("\r\n").slice(0, 2), [
        "action,kind,team,who,summary",
        "make,CreateUser,,new@example.com,create user new@example.com"
      ])
      const lines = (yield* form("ndjson")).stdout.trim().split("\n")
      deepStrictEqual(JSON.parse(lines.at(-1) ?? ""), {
        kind: "RemoveServiceAccount",
        team: "engine",
        who: "night",
        action: "remove",
        summary: "team engine: remove service account night"
      })
      const plan = JSON.parse((yield* form("json")).stdout)
      deepStrictEqual(plan.counts, { "+": 4, "~": 3, "-": 3 })
      deepStrictEqual(
        plan.changes.map(({ summary }: { readonly summary: string }) => summary),
        shown.slice(0, -1).map((line) => line.slice(2))
      )
      assert.match((yield* form("yaml")).stdout, /^version: 2\nfingerprint: /)
    }).pipe(inWorld)
  )

  const refusing = roster.replace("maxRemovals: 50%", "maxRemovals: 10%")

  it.effect("ends with 3 when a guard refuses it, and is shown all the same", () =>
    Effect.gen(function* () {
      const table = yield* run(["roster", "plan", "-"], { stdin: refusing })
      deepStrictEqual({ status: table.status, stderr: table.stderr }, { status: 3, stderr: "" })
      const lines = table.stdout.split("\n")
      deepStrictEqual(lines.slice(0, shown.length), shown)
      deepStrictEqual(lines.slice(shown.length), [
        "Refused: 2 of 4 memberships would be removed, which is more than 10%. If that is meant, give --max-removals 50%.",
        "Refused: 1 of 2 service accounts would be removed, which is more than 10%. If that is meant, give --max-removals 50%.",
        ""
      ])
      const csv = yield* run(["roster", "plan", "-", "-o", "csv", "--quiet"], { stdin: refusing })
      strictEqual(csv.status, 3)
      assert.match(csv.stderr, /^refused: 2 of 4 memberships .*\nrefused: 1 of 2 service accounts .*\n$/)
      const { refusals } = JSON.parse(
        (yield* run(["roster", "plan", "-", "-o", "json"], { stdin: refusing })).stdout
      )
      deepStrictEqual(
        refusals.map(({ _tag }: { readonly _tag: string }) => _tag),
        ["TooManyRemovals", "TooManyRemovals"]
      )
      const allowed = yield* run(["roster", "plan", "-", "--max-removals", "50%"], { stdin: refusing })
      strictEqual(allowed.status, 2)
    }).pipe(inWorld)
  )

  it.scoped("names the line of whatever is wrong with the file, before anything is asked", () =>
    Effect.gen(function* () {
      const { file } = yield* folder
      const path = yield* file(
        "wrong.yaml",
        "users:\n  - ada@example.com\n  - { email: x, nmae: X }\nteam: []\n"
      )
      for (const command of ["plan", "apply", "drift"]) {
        const { status, stderr, stdout } = yield* run(["roster", command, path])
        deepStrictEqual({ status, stdout }, { status: 1, stdout: "" })
        assert.include(stderr, `error: ${path} has `)
        assert.include(stderr, `\n${path}:2:5 users[0]: `)
        assert.match(stderr, /wrong\.yaml:3:17 users\[1\]: unknown field "nmae"/)
        assert.match(stderr, /wrong\.yaml:4:1: unknown field "team"; did you mean "teams"\?/)
      }
      const missing = yield* run(["roster", "plan", `${path}.txt`])
      strictEqual(missing.status, 1)
      assert.include(missing.stderr, "(NotFound)")
      strictEqual((yield* WandbTest.requests).length, 0)
    }).pipe(inWorld)
  )

  it.scoped("names the line of what contradicts what is there", () =>
    Effect.gen(function* () {
      const { file } = yield* folder
      const path = yield* file("conflict.yaml", "teams:\n  - name: engine\n  - name: ada\n")
      const { status, stdout } = yield* run(["roster", "plan", path])
      strictEqual(status, 3)
      assert.include(stdout, `Refused: ${path}:3:11 teams[1].name: it is the name of a user`)
    }).pipe(inWorld)
  )

  it.scoped("is not written over the roster, and takes one input from a pipe", () =>
    Effect.gen(function* () {
      const files = yield* folder
      const over = yield* run(["roster", "plan", files.roster, "--out", files.roster])
      strictEqual(over.status, 1)
      strictEqual(yield* files.read(files.roster), roster)
      const both = yield* run(["roster", "plan", "-", "--api-key-stdin"], { stdin: roster })
      strictEqual(both.status, 1)
      const typed = yield* run(["roster", "plan", "-"], { terminal: 80 })
      assert.include(typed.stderr, "standard input is a terminal")
      for (const share of ["half", "101%", "0.5", "-1%"]) {
        const wrong = yield* run(["roster", "plan", files.roster, `--max-removals=${share}`])
        strictEqual(wrong.status, 1)
        assert.include(wrong.stderr, `--max-removals: "${share}" is no share.`)
      }
    }).pipe(inWorld)
  )

  it.effect("does not take what cannot be read for absent", () =>
    Effect.gen(function* () {
      const { instance } = yield* WandbTest.WandbTest
      const key = yield* Effect.orDie(instance.session("ada"))
      const ran = yield* run(["roster", "plan", "-"], {
        stdin: roster,
        env: { WANDB_API_KEY: Redacted.value(key) }
      })
      deepStrictEqual(ran, {
        status: 1,
        stdout: "",
        stderr:
          "error: The list of all users, by ada, cannot be read, and is not taken for absent: The server does not show it.\nUse the API key of an administrator of the installation, or take it out of the scope.\n"
      })
    }).pipe(inWorld)
  )
})

it.prop(
  "a plan that was saved is read as it was",
  [Arbitrary.make(RosterPlan.Plan)],
  ([arbitrary]) => {
    // Parts are named by what they are, and the name of none is one that JavaScript has a meaning for.
    const parts = Object.entries(arbitrary.parts).map(([name, digest]) => [`user ${name}`, digest])
    const plan = { ...arbitrary, parts: Object.fromEntries(parts) }
    const source = { name: "plan.json", text: Saved.format(plan, explain) }
    // Of a field that is undefined nothing is left in JSON.
    const kept = (value: unknown) => JSON.parse(JSON.stringify(value))
    deepStrictEqual(kept(Option.getOrThrow(Effect.runSync(Saved.parse(source)))), kept(plan))
  },
  { fastCheck: { numRuns: 30 } }
)

describe("roster drift", () => {
  it.scoped("tells in a line whether there is a difference, and ends with 2 if so", () =>
    Effect.gen(function* () {
      const files = yield* folder
      const drifted = yield* run(["roster", "drift", files.roster])
      deepStrictEqual(drifted, {
        status: 2,
        stdout: `${shown.join("\n")}\n`,
        stderr: `${files.roster}: 10 differences (4 to make, 3 to change, 3 to remove).\n`
      })
      const none = yield* run(["roster", "drift", yield* files.file("same.yaml", exported), "-o", "ndjson"])
      deepStrictEqual({ ...none, stderr: "" }, { status: 0, stdout: "", stderr: "" })
      assert.match(none.stderr, /: what is there is what the roster says\.\n$/)
      strictEqual((yield* run(["roster", "drift", files.roster, "--quiet"])).stderr, "")
    }).pipe(inWorld)
  )

  it.effect("tells of guards, which matter to apply alone, and refuses a contradiction", () =>
    Effect.gen(function* () {
      const drift = (stdin: string) => run(["roster", "drift", "-"], { stdin })
      const guarded = yield* drift(roster.replace("50%", "1%"))
      strictEqual(guarded.status, 2)
      assert.include(guarded.stdout, "Refused: 2 of 4 memberships")
      const required = yield* drift("guards: { requiredAdmins: [ada@example.com] }\n")
      strictEqual(required.status, 2)
      assert.include(required.stderr, "<stdin>: what is there is not what a guard asks for.")
      strictEqual((yield* drift("teams: [{ name: ada }]\n")).status, 3)
    }).pipe(inWorld)
  )
})
