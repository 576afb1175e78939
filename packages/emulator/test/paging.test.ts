import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance } from "@effect-wandb/emulator"
import { Effect } from "effect"
import { ask, at } from "./support.js"

const seed = { users: [..."abcde"].map((username) => ({ username, admin: username === "a" })) }

const users = `query ($first: Int, $after: String, $last: Int, $before: String) {
  users(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { username } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
}`

interface Page {
  readonly edges: ReadonlyArray<{ readonly cursor: string; readonly node: { readonly username: string } }>
  readonly pageInfo: {
    readonly startCursor: string | null
    readonly endCursor: string | null
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
  }
}

const page = (instance: Instance.Instance.Service, args: object) =>
  Effect.map(ask(instance, users, args), (answer) => at(answer, "data", "users") as Page)

/** The page in short: `<` and `>` stand for what lies before and behind it. */
const short = ({ edges, pageInfo }: Page): string =>
  (pageInfo.hasPreviousPage ? "<" : "") +
  edges.map(({ node }) => node.username).join("") +
  (pageInfo.hasNextPage ? ">" : "")

describe("a connection", () => {
  it.effect("pages forward and backward as Relay has it", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const all = yield* page(instance, {})
      assert.strictEqual(short(all), "abcde")
      const cursors = Object.fromEntries(all.edges.map(({ cursor, node }) => [node.username, cursor]))
      const cases: ReadonlyArray<readonly [string, object]> = [
        ["ab>", { first: 2 }],
        ["<cd>", { first: 2, after: cursors.b }],
        ["<e", { first: 2, after: cursors.d }],
        ["<", { first: 2, after: cursors.e }],
        [">", { first: 0 }],
        ["<de", { last: 2 }],
        ["<bc>", { last: 2, before: cursors.d }],
        ["<", { last: 0 }],
        ["<bcd>", { after: cursors.a, before: cursors.e }],
        ["<bc>", { first: 3, last: 2 }],
        ["<>", { after: cursors.c, before: cursors.b }]
      ]
      for (const [expected, args] of cases) {
        assert.strictEqual(short(yield* page(instance, args)), expected, JSON.stringify(args))
      }
    })
  )

  it.effect("starts and ends where its cursors say", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      const { edges, pageInfo } = yield* page(instance, { first: 2 })
      deepStrictEqual(pageInfo, {
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges[1]?.cursor ?? null,
        hasNextPage: true,
        hasPreviousPage: false
      })
      deepStrictEqual((yield* page(instance, { first: 0 })).pageInfo, {
        startCursor: null,
        endCursor: null,
        hasNextPage: true,
        hasPreviousPage: false
      })
    })
  )

  it.effect("hands out no page larger than the server allows", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed, maxPageSize: 2 })
      assert.strictEqual(short(yield* page(instance, {})), "ab>")
      assert.strictEqual(short(yield* page(instance, { first: 100 })), "ab>")
      assert.strictEqual(short(yield* page(instance, { last: 100 })), "<de")
      assert.strictEqual(short(yield* page(instance, { first: 100, last: 100 })), "ab>")
    })
  )

  it.effect("goes on undisturbed when what a cursor stands for is gone", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      const keys = `query ($after: String) { viewer { apiKeys(first: 1, after: $after) { edges { cursor node { id } } } } }`
      for (let n = 0; n < 2; n++)
        yield* ask(instance, `mutation { generateApiKey(input: {}) { apiKey { id } } }`)
      const first = yield* ask(instance, keys, {}, { as: "admin" })
      const after = at(first, "data", "viewer", "apiKeys", "edges", 0, "cursor")
      yield* ask(
        instance,
        `mutation ($id: String) { deleteApiKey(input: {id: $id}) { success } }`,
        {
          id: at(first, "data", "viewer", "apiKeys", "edges", 0, "node", "id")
        },
        { as: "admin" }
      )
      const second = yield* ask(instance, keys, { after }, { as: "admin" })
      assert.strictEqual(at(second, "data", "viewer", "apiKeys", "edges", 0, "node", "id"), btoa("ApiKey:2"))
    })
  )

  it.effect(
    "pages through a hundred thousand users, each once",
    () =>
      Effect.gen(function* () {
        const usernames = Array.from({ length: 100_000 }, (_, index) => `user-${index}`)
        const instance = yield* Instance.make({
          seed: { users: usernames.map((username) => ({ username, admin: username === "user-0" })) }
        })
        const seen: Array<string> = []
        let after: string | null = null
        let hasNextPage = true
        while (hasNextPage) {
          const { edges, pageInfo }: Page = yield* page(instance, { first: 1000, after })
          seen.push(...edges.map(({ node }) => node.username))
          after = pageInfo.endCursor
          hasNextPage = pageInfo.hasNextPage
        }
        deepStrictEqual(seen, usernames)
      }),
    60_000
  )

  it.effect("pages through teams with the personal entity first", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({
        seed: {
          users: [{ username: "ada", admin: true }],
          teams: ["x", "y"].map((name) => ({ name, members: [{ username: "ada" }] }))
        }
      })
      const teams = `query ($after: String) { viewer { teams(first: 1, after: $after) { edges { cursor node { name } } } } }`
      const names: Array<unknown> = []
      let after: unknown = null
      for (let n = 0; n < 3; n++) {
        const answer = yield* ask(instance, teams, { after })
        names.push(at(answer, "data", "viewer", "teams", "edges", 0, "node", "name"))
        after = at(answer, "data", "viewer", "teams", "edges", 0, "cursor")
      }
      deepStrictEqual(names, ["ada", "x", "y"])
    })
  )

  it.effect("refuses negative sizes and cursors that it did not hand out", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({ seed })
      for (const args of [
        { first: -1 },
        { last: -1 },
        { after: "?" },
        { before: btoa("cursor:x") },
        { after: btoa("User:1") }
      ]) {
        const answer = yield* ask(instance, users, args)
        assert.strictEqual(answer.status, 400, JSON.stringify(args))
        deepStrictEqual(at(answer, "data"), { users: null })
      }
    })
  )
})
