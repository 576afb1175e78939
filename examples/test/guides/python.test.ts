import type { Wandb } from "@effect-wandb/client"
import { Teams, type User, Users } from "@effect-wandb/core"
import { Emulator, Instance, Server } from "@effect-wandb/emulator"
import { WandbTest } from "@effect-wandb/testing"
import { HttpClient } from "@effect/platform"
import { assert, describe, it, vi } from "@effect/vitest"
import { assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { ConfigProvider, Effect, type Layer, Option, Redacted, Stream } from "effect"
import { readFileSync } from "node:fs"
import * as Keys from "../../src/guides/keys.js"
import * as Python from "../../src/guides/python.js"
import * as PythonCalls from "../../src/guides/pythonCalls.js"
import { inWorld, printed, secretOf, seed, user } from "./world.js"

describe("the Python client's calls", () => {
  const given = Effect.gen(function* () {
    const ada = yield* user("ada")
    const team = yield* Teams.get("engine")
    const account = yield* Teams.createServiceAccount("engine", { description: "robot" })
    const [invite] = yield* Stream.runCollect(Teams.pendingInvites("engine"))
    const [key] = Option.getOrElse(ada.apiKeys, () => [])
    const member = team.members.find(({ name }) => name === "Grace")
    const secret = yield* secretOf("ada")
    const { adminKey } = yield* WandbTest.instance
    if (invite === undefined || key === undefined || member === undefined)
      return yield* Effect.dieMessage("no such world")
    return { account, apiKey: adminKey, invite, key, member, secret, team, user: ada }
  })

  const nameOf = ({ username }: User.User) => Option.getOrElse(username, () => "")
  const tagOf = ({ _tag }: { readonly _tag: string }) => _tag

  it.effect("do here what they do there", () =>
    Effect.gen(function* () {
      const world = yield* given
      const calls = PythonCalls.calls(world)
      assert.strictEqual(nameOf(yield* calls["api.viewer"]), "root")
      assertSome(Option.map(yield* calls["api.default_entity"], String), "root")
      assertSome(Option.map(yield* calls['api.user("ada")'], nameOf), "ada")
      assertSome(Option.map(yield* calls['api.user("ada@example.com")'], nameOf), "ada")
      assert.strictEqual(yield* Stream.runCount(calls['api.users("example.com")']), 4)
      const linus = yield* calls['api.create_user("linus@example.com")']
      assert.isFalse(linus.admin)
      assert.isTrue((yield* calls['User.create(api, "kay@example.com", admin=True)']).admin)
      assertSome(Option.map(calls["user.email"], String), "ada@example.com")
      assert.strictEqual(calls["user.api_keys"].length, 2)
      assert.sameMembers([...calls["user.teams"]], ["ada", "engine"])
      assert.strictEqual(nameOf(yield* calls["user.user_api.viewer"]), "ada")
      const generate = calls['user.generate_api_key("laptop")']
      assert.strictEqual(tagOf(yield* Effect.flip(generate)), "NotAuthenticatedAs")
      yield* WandbTest.actAs("ada")(generate)
      yield* calls["user.delete_api_key(name)"]
      assert.isFalse((yield* WandbTest.apiKeys).some(({ id }) => id === world.key.id))
      assert.strictEqual((yield* calls['api.team("engine")']).id, world.team.id)
      deepStrictEqual((yield* calls['api.create_team("wheels")']).members, [])
      assert.strictEqual((yield* calls['Team.create(api, "brakes", admin_username="ada")']).members.length, 1)
      assert.strictEqual((yield* calls["team.members"]).length, 5)
      yield* calls['team.invite("linus@example.com")']
      yield* Users.create({ email: "helen.m@example.com" })
      assert.strictEqual(tagOf(yield* Effect.flip(calls['team.invite("helen", admin=True)'])), "UserNotFound")
      assertSome((yield* calls['team.create_service_account("ci")']).accountType, "SERVICE")
      assertNone(yield* calls["account.api_key"])
      yield* calls["member.delete()"]
      yield* calls["invited.delete()"]
      const members = yield* calls["team.members"]
      assert.isFalse(members.some(({ name }) => name === "Grace"))

      const instance = yield* WandbTest.instance
      const variables = ConfigProvider.fromMap(
        new Map([["WANDB_API_KEY", Redacted.value(instance.adminKey)]])
      )
      for (const name of ["wandb.Api()", "wandb.Api(api_key=key)"] as const) {
        const layer: Layer.Layer<Wandb.Wandb, unknown, HttpClient.HttpClient> = calls[name]
        const viewer = yield* Users.viewer.pipe(
          Effect.provide(layer),
          Effect.withConfigProvider(variables),
          Effect.provideService(HttpClient.HttpClient, Emulator.makeHttpClient(instance))
        )
        assert.strictEqual(nameOf(viewer), "root")
      }
    }).pipe(inWorld)
  )

  it.effect("are not all that there is", () =>
    Effect.gen(function* () {
      const world = yield* given
      const more = PythonCalls.more(world)
      const outcomes = (stream: Stream.Stream<{ readonly _tag: string }, unknown, Users.Users>) =>
        Effect.map(Stream.runCollect(stream), (all) => [...all].map(tagOf))
      assert.strictEqual(nameOf(yield* more["exactly one user, or an error"]), "ada")
      deepStrictEqual(yield* outcomes(more["many users at once"]), ["Right", "Left"])
      assert.strictEqual(yield* Stream.runCount(more.everybody), 6)
      assert.strictEqual((yield* more["change a user"]).name, "Ada King")
      assert.isTrue(Option.isSome((yield* more["delete a user"]).deletedAt))
      assertNone((yield* more["bring a user back"]).deletedAt)
      deepStrictEqual(yield* outcomes(more["create many users"]), ["Unchanged", "Done"])
      assertSome(more["find a key by its name"], world.key)
      assert.strictEqual((yield* more["the keys as they are now"]).length, 2)
      assertSome(
        (yield* Effect.scoped(more["a key for a piece of work"])).description.pipe(
          Option.map((text) => text.startsWith("export [ref"))
        ),
        true
      )
      yield* more["delete a key by its id"]
      deepStrictEqual([...(yield* Stream.runCollect(more["delete many keys"]))].map(tagOf), ["Unchanged"])
      assertNone(yield* more["a team that may not be there"])
      assert.strictEqual((yield* more["a team that shall be there"]).name, "brakes")
      assert.strictEqual(yield* Stream.runCount(more["the teams of a user"]), 2)
      assertSome((yield* more["another role for a member"]).role, "view-only")
      assert.strictEqual(yield* Stream.runCount(more["who was invited"]), 1)
      deepStrictEqual([...(yield* Stream.runCollect(more["invite many"]))].map(tagOf), ["Done"])
      yield* more["delete a team"]
      assertNone(yield* Teams.find("engine"))
    }).pipe(inWorld)
  )
})

it("each row of the tables is run", () => {
  const tests = readFileSync(new URL(import.meta.url), "utf8")
  const table = readFileSync(new URL("../../src/guides/pythonCalls.ts", import.meta.url), "utf8")
  const rows = [...table.matchAll(/^ {2}(?:'(.*?)'|"(.*?)"|(\w+)): \w/gm)].map(
    ([, a, b, c]) => a ?? b ?? c ?? ""
  )
  assert.isAbove(rows.length, 40)
  for (const row of rows) assert.include(tests, row)
})

describe("Python's words", () => {
  it.effect("have one here", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* printed(Python.greet("ada")), ["Ada, ada@example.com"])
      const [message, done] = yield* printed(Python.greetOrNot("nobody"))
      assert.match(message ?? "", /^No user has the username "nobody"/)
      assert.strictEqual(done, "done")
      deepStrictEqual(yield* printed(Python.printAll), ["root", "ada", "grace", "helen", "engine-deploy"])
      assert.sameMembers(yield* printed(Python.greetAll), [
        "Ada, ada@example.com",
        "Grace, grace@example.com"
      ])
      assert.match((yield* printed(Python.withAKey))[0] ?? "", /^exporting with /)
      yield* WandbTest.expectNoLiveKeys()
      deepStrictEqual([...(yield* Python.withoutKeys)], ["grace"])
    }).pipe(inWorld)
  )

  it.effect("are tasks that end well", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* printed(Python.onboard(["ada@example.com", "kay@example.com", "kay"])), [
        "ada@example.com: Unchanged",
        "kay@example.com: Done",
        "Users.create was given a wrong argument: email has no @. Nothing was sent."
      ])
      const stored: Array<string> = []
      const store = (key: string) => Effect.sync(() => void stored.push(key))
      yield* Python.replace("nightly export", store)
      yield* Python.replace("nightly export", store)
      assert.strictEqual(stored.length, 2)
      assert.strictEqual((yield* WandbTest.liveKeys).length, 1)
      const owner = yield* Keys.whose(stored.at(-1) ?? "")
      assertSome(Option.map(owner.username, String), "root")
    }).pipe(inWorld)
  )

  it.scopedLive("run as a promise, for code that knows nothing of Effect", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const { url } = yield* Effect.provideService(Server.serve({ port: 0 }), Instance.Instance, instance)
      vi.stubEnv("WANDB_BASE_URL", url)
      vi.stubEnv("WANDB_API_KEY", Redacted.value(instance.adminKey))
      const log = vi.spyOn(console, "log").mockReturnValue()
      yield* Effect.promise(() => Python.main())
      deepStrictEqual(log.mock.calls, [["Ada, ada@example.com"], ["done"]])
    })
  )
})
