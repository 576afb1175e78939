import { type ApiKeySecret, Credentials, Teams, User, Users } from "@effect-wandb/core"
import { Emulator, Instance } from "@effect-wandb/emulator"
import { Canary, Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { FileSystem, HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { ConfigProvider, Effect, Fiber, Layer, Option, Redacted, Stream, TestClock } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import * as Admin from "../src/guides/admin.js"
import * as Bulk from "../src/guides/bulk.js"
import * as Errors from "../src/guides/errors.js"
import * as Keys from "../src/guides/keys.js"
import * as Reliability from "../src/guides/reliability.js"
import * as Start from "../src/guides/start.js"
import * as TeamsGuide from "../src/guides/teams.js"
import * as UsersGuide from "../src/guides/users.js"
import { inWorld, printed, secretOf, seed, user } from "./guides/world.js"

const refuse = Fault.graphqlErrors([{ message: "permission denied" }])

describe("the guides", () => {
  const here = new URL("guides/", import.meta.url)
  const sources = new URL("../src/guides/", import.meta.url)
  const read = (file: string, folder: URL) => readFileSync(new URL(file, folder), "utf8")
  const tests = [import.meta.url, ...readdirSync(here)].map((file) => read(file, here)).join("\n")

  const programs = readdirSync(sources).flatMap((file) => {
    const [, alias = file] =
      new RegExp(`import \\* as (\\w+) from "[./]+/src/guides/${file.slice(0, -3)}.js"`).exec(tests) ?? []
    return [...read(file, sources).matchAll(/^export const (\w+)/gm)].map(([, name]) => `${alias}.${name}`)
  })

  it.each(programs)("have %s run", (program) => {
    assert.match(tests, new RegExp(`\\b${program.replace(".", "\\.")}\\b`))
  })
})

describe("start", () => {
  it.effect("tells of a user and of a key, and leaves the user alone", () =>
    Effect.gen(function* () {
      const [first, second, ...rest] = yield* printed(Start.program)
      assert.strictEqual(first, "ada is in the teams ada.")
      assert.match(second ?? "", /^The key \S+ is that of admin\.$/)
      deepStrictEqual(rest, [])
      yield* WandbTest.expectNoLiveKeys()
      yield* printed(Start.program)
      assert.strictEqual((yield* WandbTest.users).length, 2)
    }).pipe(Canary.expectNoKeys, Effect.provide(WandbTest.layer()))
  )
})

describe("users", () => {
  it.effect("are looked up", () =>
    Effect.gen(function* () {
      assert.sameMembers([...(yield* UsersGuide.teamsOf("ada"))], ["ada", "engine"])
      assert.strictEqual((yield* Effect.flip(UsersGuide.teamsOf("nobody")))._tag, "UserNotFound")
      assert.strictEqual(yield* UsersGuide.nameOf("grace@example.com"), "Grace")
      assert.strictEqual(yield* UsersGuide.nameOf("nobody@example.com"), "a stranger")
      const hits = yield* UsersGuide.matching("ada")
      deepStrictEqual(
        [...hits].map(({ name }) => name),
        ["Ada"]
      )
      const people = yield* Stream.runCollect(UsersGuide.people)
      deepStrictEqual([...people].map(User.label), ["root", "ada", "grace"])
      const unknown = yield* UsersGuide.unknownAmong(["ada@example.com", "kay@example.com", "no address"])
      deepStrictEqual([...unknown], ["kay@example.com"])
    }).pipe(inWorld)
  )

  it.effect("are created, changed, deleted and restored", () =>
    Effect.gen(function* () {
      const kay = yield* UsersGuide.ensure("kay@example.com")
      assert.strictEqual((yield* UsersGuide.ensure("kay@example.com")).id, kay.id)
      assertNone((yield* UsersGuide.welcomeBack("helen@example.com")).deletedAt)
      const changed = yield* UsersGuide.change("ada")
      deepStrictEqual(
        { name: changed.name, email: Option.getOrNull(changed.email), admin: changed.admin },
        { name: "Ada King", email: "ada.king@example.com", admin: true }
      )
      const gone = yield* UsersGuide.dismiss("grace")
      assert.isTrue(Option.isSome(Option.flatMap(gone, ({ deletedAt }) => deletedAt)))
      assertNone(yield* UsersGuide.dismiss("nobody"))
      assert.strictEqual((yield* Effect.flip(UsersGuide.dismiss("root")))._tag, "ForceRequired")
    }).pipe(inWorld)
  )
})

describe("keys", () => {
  it.effect("are made, and their secrets go where they belong", () =>
    Effect.gen(function* () {
      const files = new Map<string, string>()
      const name = yield* Keys.keyInto("/secrets/wandb").pipe(
        Effect.provide(
          FileSystem.layerNoop({
            writeFileString: (path, text) => Effect.sync(() => void files.set(path, text))
          })
        )
      )
      const text = files.get("/secrets/wandb") ?? ""
      assert.isTrue(text.startsWith(name))
      const owner = yield* Keys.whose(text)
      assertSome(Option.map(owner.username, String), "root")
      assert.strictEqual((yield* Effect.flip(Keys.whose("short")))._tag, "InvalidApiKey")
    }).pipe(inWorld)
  )

  it.effect("are made for whoever is authenticated, and for nobody else", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(Keys.keyFor("ada")))._tag, "NotAuthenticatedAs")
      yield* Keys.anotherKeyFor("ada", yield* secretOf("ada"))
      deepStrictEqual(
        (yield* WandbTest.liveKeys).map(({ username }) => username),
        ["ada"]
      )
    }).pipe(inWorld)
  )

  it.effect("are not left behind", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("generateApiKey", Fault.dropAfter())
      const settling = yield* Effect.fork(Keys.settledKey)
      yield* TestClock.adjust("10 seconds")
      const settled = yield* Fiber.join(settling)
      deepStrictEqual(
        (yield* WandbTest.liveKeys).map(({ id }) => id),
        [String(settled.id)]
      )

      const whileAtWork = yield* Keys.withKey((key) => Effect.as(WandbTest.liveKeys, key.id))
      assert.isFalse((yield* WandbTest.apiKeys).some(({ id }) => id === whileAtWork))
    }).pipe(inWorld)
  )

  it.effect("are listed and deleted", () =>
    Effect.gen(function* () {
      assertSome(yield* Keys.purposesOf("ada"), ["laptop", "workstation"])
      const ada = yield* user("ada")
      const [laptop] = (yield* WandbTest.apiKeys).filter(({ username }) => username === "ada")
      const name = laptop?.name ?? ""
      assertSome(Option.map(Keys.idOf(ada, name), String), laptop?.id)
      assert.isTrue(yield* Keys.forget(ada, name))
      assert.isFalse(yield* Keys.forget(ada, name))

      yield* WandbTest.failNext("deleteApiKey", refuse)
      const [left, ...others] = yield* Keys.revokeAll(ada)
      assert.match(left ?? "", /: ApiKeys\.deleteById: the server refuses/)
      deepStrictEqual(others, [])
      deepStrictEqual([...(yield* Keys.revokeAll(ada))], [])
      assertSome(yield* Keys.purposesOf("ada"), [])
    }).pipe(inWorld)
  )
})

describe("teams", () => {
  const rolesIn = (name: string) =>
    Effect.map(WandbTest.teams, (teams) =>
      Object.fromEntries(
        teams.find((team) => team.name === name)?.members.map(({ role, username }) => [username, role]) ?? []
      )
    )

  it.effect("are made, looked at and deleted", () =>
    Effect.gen(function* () {
      yield* TeamsGuide.found("wheels", "grace")
      deepStrictEqual([...(yield* TeamsGuide.silent("wheels"))].map(String), ["mary@example.com"])
      yield* TeamsGuide.ensureSeat("wheels", "ada")
      yield* TeamsGuide.ensureSeat("wheels", "ada")
      assert.strictEqual((yield* rolesIn("wheels"))["ada"], "member")
      deepStrictEqual(yield* TeamsGuide.adminsOf("wheels"), ["Grace"])
      const teams = yield* TeamsGuide.teamsOf(yield* user("ada"))
      assert.sameMembers([...teams], ["engine", "wheels"])

      assert.isFalse(yield* TeamsGuide.deleteIfLeft("engine"))
      yield* Teams.create({ name: "mine", admin: "root" })
      assert.isTrue(yield* TeamsGuide.deleteIfLeft("mine"))
      assertNone(yield* Teams.find("mine"))
    }).pipe(inWorld)
  )

  it.effect("change hands, and people leave them", () =>
    Effect.gen(function* () {
      yield* TeamsGuide.handOver("engine", "ada", "grace")
      const roles = yield* rolesIn("engine")
      deepStrictEqual([roles["ada"], roles["grace"]], ["member", "admin"])
      assert.isTrue(yield* TeamsGuide.takeOut("engine", "ada@example.com"))
      assert.isTrue(yield* TeamsGuide.takeOut("engine", "mary@example.com"))
      assert.isFalse(yield* TeamsGuide.takeOut("engine", "mary@example.com"))
      assert.strictEqual(
        (yield* Effect.flip(TeamsGuide.takeOut("engine", "grace@example.com")))._tag,
        "LastTeamAdmin"
      )
    }).pipe(inWorld)
  )

  it.effect.each([
    ["hashed", false],
    ["legacy", true]
  ] as const)("have service accounts, whose keys are shown where they are %s: %s", ([apiKeyListing, shown]) =>
    Effect.gen(function* () {
      const { account, key } = yield* TeamsGuide.automate(yield* Teams.get("engine"))
      assertSome(account.accountType, "SERVICE")
      assert.strictEqual(Option.isSome(key), shown)
    }).pipe(Effect.provide(WandbTest.layer(seed, { apiKeyListing })))
  )
})

describe("errors", () => {
  it.effect("are answered one by one", () =>
    Effect.gen(function* () {
      assertSome(Option.map(yield* Errors.emailOf("ada"), String), "ada@example.com")
      assertNone(yield* Errors.emailOf("nobody"))
      const status = (username: string) => Errors.statusOf(user(username))
      deepStrictEqual([yield* status("ada"), yield* status("nobody"), yield* status("")], [200, 404, 400])
      yield* WandbTest.inject(Fault.respond({ status: 503 }))
      assert.strictEqual(yield* status("ada"), 503)
      yield* WandbTest.inject(refuse)
      assert.strictEqual(yield* status("ada"), 500)
      const taken = yield* Effect.flip(Users.create({ email: "ada@example.com" }))
      assert.strictEqual(Errors.advice(taken), "Take the user who has ada@example.com.")
    }).pipe(inWorld)
  )

  it.effect("that pass are waited for, and what nobody knows is written down", () =>
    Effect.gen(function* () {
      const notes: Array<string> = []
      const note = (text: unknown) => Effect.sync(() => void notes.push(String(text)))

      const limit = Fault.respond({ status: 429, headers: { "retry-after": "20" } })
      yield* WandbTest.failNext("createUser", limit)
      assertNone(yield* Errors.createOrLater("kay@example.com", note))
      deepStrictEqual(notes.splice(0), ["Duration(20s)"])
      assert.isTrue(Option.isSome(yield* Errors.createOrLater("kay@example.com", note)))

      yield* WandbTest.failNext("createInvite", Fault.dropAfter())
      const unknown = yield* Effect.flip(Errors.invite("engine", "kay@example.com", note))
      deepStrictEqual(notes.splice(0), [unknown.message])
      yield* Effect.flip(Errors.invite("engine", "kay@example.com", note))
      deepStrictEqual(notes, [])

      const text = yield* Errors.encode(unknown)
      const back = yield* Errors.decode(text)
      assert.strictEqual(back._tag, "OutcomeUnknown")
      assert.strictEqual(back.message, unknown.message)
    }).pipe(inWorld)
  )
})

describe("reliability", () => {
  it.effect("is as patient as the program wants", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      const environment = Layer.merge(
        Layer.succeed(HttpClient.HttpClient, Emulator.makeHttpClient(instance)),
        Layer.setConfigProvider(
          ConfigProvider.fromMap(new Map([["WANDB_API_KEY", Redacted.value(instance.adminKey)]]))
        )
      )
      const down = Fault.respond({ status: 503, times: 30 })
      yield* Effect.gen(function* () {
        yield* instance.inject(down)
        assert.isFalse(yield* Reliability.isUp)
        assert.strictEqual((yield* instance.requests).length, 1)

        const late = yield* Effect.fork(Effect.flip(Reliability.membersInTime("engine")))
        yield* TestClock.adjust("3 seconds")
        const error = yield* Fiber.join(late)
        assert.strictEqual(error._tag, "RequestFailed")

        yield* instance.clearFaults
        yield* instance.inject({ ...down, times: 6 })
        const patient = yield* Effect.fork(Users.viewer)
        yield* TestClock.adjust("1 minute")
        assertSome(Option.map((yield* Fiber.join(patient)).username, String), "admin")
        assert.isTrue(yield* Reliability.isUp)
      }).pipe(Effect.provide(Layer.provide(Reliability.JobLive, environment)))
    })
  )
})

describe("bulk", () => {
  it.effect("puts lookups together", () =>
    Effect.gen(function* () {
      const names = Array.from({ length: 150 }, (_, index) => `user-${index}`)
      const users = yield* Bulk.all(names)
      deepStrictEqual(users.map(User.label), names)
      assert.strictEqual((yield* WandbTest.requests).length, 2)
    }).pipe(Effect.provide(WandbTest.layer(Seed.crowd(150))))
  )
})

describe("admin", () => {
  it.effect("says which keys need attention, and lends one", () =>
    Effect.gen(function* () {
      yield* WandbTest.actAs("grace")(Keys.settledKey)
      const inNoTeam = "root: the owner is in no team"
      deepStrictEqual(yield* printed(Admin.attention), [inNoTeam, inNoTeam])
      const { findings, keys, owners } = yield* Admin.figures
      deepStrictEqual([keys, owners, findings.severalKeys], [5, 3, 4])

      const work = (secret: ApiKeySecret.ApiKeySecret) => Credentials.actAs(Users.viewer, secret)
      const borrower = yield* Admin.lend(work)
      assertSome(Option.map(borrower.username, String), "root")
      const lending = yield* Effect.fork(Effect.flip(Admin.lend(() => Effect.never)))
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* Fiber.join(lending))._tag, "TemporaryKeyExpired")
      yield* WandbTest.expectNoLiveKeys({ owner: "root" })
    }).pipe(inWorld)
  )
})
