import { ApiKeys, User, Users } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Chunk, Effect, Option, Stream } from "effect"
import { ada } from "./operations.js"
import { over, type Reply, type Sent, wireUser } from "./support.js"

const afterOf = ({ body: { variables } }: Sent): unknown =>
  typeof variables === "object" && variables !== null && "after" in variables ? variables.after : undefined

const more = (endCursor: string | null) => ({ hasNextPage: true, endCursor })
const end = { hasNextPage: false, endCursor: null }

const apiKeys = (names: ReadonlyArray<string | null>, pageInfo: ReturnType<typeof more> | typeof end) => ({
  edges: names.map((name) => ({ node: name === null ? null : { id: name, name, description: null } })),
  pageInfo
})

const viewerOf = (answer: (sent: Sent) => Record<string, unknown>) => {
  const { layer, sent } = over((one): Reply => ({ body: { data: answer(one) } }))
  return { sent, viewer: Effect.provide(Users.viewer, layer) }
}

describe("a connection whose cursor does not advance", () => {
  it.effect.each<readonly [what: string, cursor: (call: number) => string | null, calls: number]>([
    ["is missing", () => null, 1],
    ["is empty", () => "", 1],
    ["stays as it is", () => "a", 2],
    ["goes in a circle", (call) => (call % 2 === 0 ? "a" : "b"), 3]
  ])("ends a search with UnexpectedResponse when it %s", ([, cursor, calls]) =>
    Effect.gen(function* () {
      let call = 0
      const { layer, sent } = over(() => ({
        body: { data: { users: { edges: [{ node: wireUser() }], pageInfo: more(cursor(call++)) } } }
      }))
      const error = yield* Users.search("a").pipe(Stream.runDrain, Effect.flip, Effect.provide(layer))
      assert.deepInclude(error, { _tag: "UnexpectedResponse", operation: "Users.search" })
      assert.include(error.message, "the cursor does not advance")
      assert.strictEqual(sent.length, calls)
    })
  )

  it.effect("ends a search when empty pages go on and on", () =>
    Effect.gen(function* () {
      let call = 0
      const { layer } = over(() => ({
        body: { data: { users: { edges: [], pageInfo: more(`c${call++}`) } } }
      }))
      const error = yield* Users.search("a").pipe(Stream.runDrain, Effect.flip, Effect.provide(layer))
      assert.strictEqual(error._tag, "UnexpectedResponse")
      assert.isAtMost(call, 30)
    })
  )

  it.effect("does not take a search that is not shown, or ends in nothing, for the end", () =>
    Effect.gen(function* () {
      const { layer } = over((one) => ({
        body: {
          data: {
            users: afterOf(one) === null ? { edges: [{ node: wireUser() }], pageInfo: more("1") } : null
          }
        }
      }))
      const error = yield* Users.search("a").pipe(Stream.runDrain, Effect.flip, Effect.provide(layer))
      assert.strictEqual(error._tag, "PermissionDenied")
    })
  )

  it.effect("gives the users before it, before it fails", () =>
    Effect.gen(function* () {
      const { layer } = over(() => ({
        body: { data: { users: { edges: [{ node: wireUser() }], pageInfo: more("a") } } }
      }))
      const users = yield* Users.search("a").pipe(
        Stream.catchAll(() => Stream.empty),
        Stream.runCollect,
        Effect.provide(layer)
      )
      assert.strictEqual(Chunk.size(users), 1)
    })
  )

  it.effect("of a user's keys is an error too, and no request is made in vain", () =>
    Effect.gen(function* () {
      const { sent, viewer } = viewerOf(() => ({
        viewer: wireUser({ apiKeys: apiKeys(["k1"], more(null)) })
      }))
      const error = yield* Effect.flip(viewer)
      assert.deepInclude(error, { _tag: "UnexpectedResponse", path: "data.viewer.apiKeys" })
      assert.strictEqual(sent.length, 1)
    })
  )
})

describe("keys and teams", () => {
  it.effect("are put together from their pages, null nodes skipped", () =>
    Effect.gen(function* () {
      const { sent, viewer } = viewerOf((one) => {
        if (one.body.operationName === "GetViewer") {
          return {
            viewer: wireUser({
              apiKeys: apiKeys(["k1", null], more("1")),
              teams: {
                edges: [
                  { cursor: "t1", node: { name: "ada" } },
                  { cursor: "t2", node: null }
                ]
              },
              lastTeam: { edges: [{ node: { name: "physics" } }] }
            })
          }
        }
        if (one.body.operationName === "UserTeams") {
          return {
            user: {
              teams: { edges: [{ cursor: "t3", node: { name: "physics" } }] },
              lastTeam: { edges: [{ node: { name: "physics" } }] }
            }
          }
        }
        const page = afterOf(one) === "1" ? apiKeys([null, "k2"], more("2")) : apiKeys(["k3"], end)
        return { user: { apiKeys: page } }
      })
      const user = yield* viewer
      deepStrictEqual<ReadonlyArray<string>>(User.apiKeyNames(user), ["k1", "k2", "k3"])
      deepStrictEqual<ReadonlyArray<string>>(User.teamNames(user), ["ada", "physics"])
      deepStrictEqual(
        sent.map((one) => [one.body.operationName, afterOf(one)]),
        [
          ["GetViewer", undefined],
          ["UserApiKeys", "1"],
          ["UserApiKeys", "2"],
          ["UserTeams", "t2"]
        ]
      )
    })
  )

  it.effect("are complete on a server that does not tell the last team", () =>
    Effect.gen(function* () {
      const page = (teams: ReadonlyArray<string>) => ({
        teams: { edges: teams.map((name) => ({ cursor: name, node: { name } })) },
        lastTeam: null
      })
      const { viewer } = viewerOf((one) => {
        if (one.body.operationName === "GetViewer") return { viewer: wireUser(page(["a"])) }
        return { user: page(afterOf(one) === "a" ? ["b"] : []) }
      })
      deepStrictEqual<ReadonlyArray<string>>(User.teamNames(yield* viewer), ["a", "b"])
    })
  )

  it.effect("of a server that ignores `last` are complete as far as a full page tells", () =>
    Effect.gen(function* () {
      const names = Array.from({ length: 100 }, (_, i) => `team-${i}`)
      const page = (teams: ReadonlyArray<string>) => ({
        edges: teams.map((name) => ({ cursor: name, node: { name } }))
      })
      const { viewer } = viewerOf((one) =>
        one.body.operationName === "GetViewer"
          ? { viewer: wireUser({ teams: page(names), lastTeam: page(names) }) }
          : { user: { teams: page(["team-100"]), lastTeam: page(["team-100"]) } }
      )
      assert.strictEqual(User.teamNames(yield* viewer).length, 101)
    })
  )

  it.effect("that vanish between two pages are an error, not the end", () =>
    Effect.gen(function* () {
      const { viewer } = viewerOf((one) =>
        one.body.operationName === "GetViewer"
          ? { viewer: wireUser({ apiKeys: apiKeys(["k1"], more("1")) }) }
          : { user: null }
      )
      assert.deepInclude(yield* Effect.flip(viewer), {
        _tag: "UnexpectedResponse",
        operation: "Users.viewer",
        path: "data.user.apiKeys"
      })
    })
  )

  it.effect("are hidden, not none, where the server answers null", () =>
    Effect.gen(function* () {
      const { viewer } = viewerOf(() => ({
        viewer: wireUser({ apiKeys: null, teams: null, lastTeam: null })
      }))
      const user = yield* viewer
      assert.isTrue(Option.isNone(user.apiKeys) && Option.isNone(user.teams))
    })
  )
})

describe("a user", () => {
  it.effect("without a username and email address is read as such, empty ones included", () =>
    Effect.gen(function* () {
      const { viewer } = viewerOf(() => ({
        viewer: wireUser({ username: null, email: "", entity: null, admin: null, accountType: "NEW_KIND" })
      }))
      const user = yield* viewer
      assert.isTrue(Option.isNone(user.username) && Option.isNone(user.email))
      assert.isFalse(user.admin)
      assertSome(user.accountType, "NEW_KIND")
      assert.strictEqual(User.label(user), user.id)
    })
  )

  it.effect("who was created, but could not be read whole, is not lost: what is missing is not shown", () =>
    Effect.gen(function* () {
      const { layer } = over(({ body }) =>
        body.operationName === "CreateUserFromAdmin"
          ? { body: { data: { result: { user: wireUser({ apiKeys: apiKeys(["k1"], more("1")) }) } } } }
          : { status: 400, body: "no" }
      )
      const user = yield* Effect.provide(Users.create({ email: "ada@example.com" }), layer)
      assert.strictEqual(User.label(user), "ada")
      assert.isTrue(Option.isNone(user.apiKeys))
    })
  )
})

describe("a lookup by email address", () => {
  const hit = (id: string, email: string, deletedAt: string | null = null) => ({
    node: wireUser({ id, email, deletedAt })
  })
  const found = (...edges: ReadonlyArray<ReturnType<typeof hit>>) =>
    Users.find({ email: "ada@example.com" }).pipe(
      Effect.map(Option.map(({ id }) => String(id))),
      Effect.map(Option.getOrNull),
      Effect.provide(over(() => ({ body: { data: { users: { edges, pageInfo: end } } } })).layer)
    )

  it.effect("takes the exact address among those that contain it", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* found(hit("1", "grada@example.com"), hit("2", "Ada@Example.com")), "2")
      assert.isNull(yield* found(hit("1", "grada@example.com")))
    })
  )

  it.effect("prefers the living user, and takes a deleted one where there is no other", () =>
    Effect.gen(function* () {
      const gone = hit("1", "ada@example.com", "2026-01-01T00:00:00Z")
      assert.strictEqual(yield* found(gone, hit("2", "ada@example.com")), "2")
      assert.strictEqual(yield* found(gone), "1")
    })
  )
})

describe("ApiKeys.list", () => {
  it.effect("goes through all pages", () =>
    Effect.gen(function* () {
      const { layer } = over((one) => ({
        body: {
          data: {
            user: { apiKeys: afterOf(one) === null ? apiKeys(["k1"], more("1")) : apiKeys(["k2"], end) }
          }
        }
      }))
      const listed = yield* Effect.provide(ApiKeys.list(ada), layer)
      deepStrictEqual(
        listed.map(({ name }) => String(name)),
        ["k1", "k2"]
      )
    })
  )
})
