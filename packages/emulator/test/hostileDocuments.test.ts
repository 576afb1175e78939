import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance, Seed } from "@effect-wandb/emulator"
import { Effect } from "effect"
import { getIntrospectionQuery } from "graphql"
import { maxWork } from "../src/internal/context.js"
import { reader } from "../src/internal/documents.js"
import { measured, mebibyte } from "./hostile.js"
import {
  aliased,
  doubling,
  endless,
  laborious,
  ofDepth,
  ofDepthInFragments,
  ofTokens,
  tedious,
  times,
  users
} from "./hostileDocuments.js"
import { sharing } from "./sharing.js"
import { ask, at, seed } from "./support.js"

describe("a server of hostile documents", () => {
  const it = sharing(Instance.layer({ seed, randomSeed: "hostile" }))

  it.scoped("tells a client that it is wrong where GraphQL finds that out late", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      const wrong = [
        "subscription { viewer { id } }",
        "query ($x: Boolean = true) { viewer @include(if: $x) { id } }",
        "query ($x: Boolean = true) { viewer { id @skip(if: $x) } }",
        `query ($x: ID = "a") { users(ids: [$x]) { edges { cursor } } }`,
        `mutation ($x: CreateUserInput = { email: "a@b" }) { createUser(input: $x) { clientMutationId } }`,
        `mutation ($x: String = "a@b") { createUser(input: { email: $x }) { clientMutationId } }`
      ]
      for (const query of wrong) {
        assert.strictEqual((yield* ask(instance, query, { x: null })).status, 400, query)
      }
    })
  )

  it.scoped("keeps to its limits for documents, to the token", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      const answer = (query: string) =>
        Effect.map(ask(instance, query), (answer) => [answer.status, at(answer, "errors", 0, "message")])
      const tooDeep = [400, "the document is nested too deeply: at most 15 levels"]
      const tooManyNames = [400, "the document has too many aliases: at most 200, through fragments too"]
      const tooLong = [400, "the document has a name that is too long: at most 250 characters"]
      const tooManyLines = [400, "the document has too many lines: at most 5000"]
      const fine = [200, undefined]

      deepStrictEqual(yield* answer(ofTokens(5000)), fine)
      deepStrictEqual(yield* answer(ofTokens(5001)), [
        400,
        "Syntax Error: Document contains more that 5000 tokens. Parsing aborted."
      ])
      for (const nested of [ofDepth, ofDepthInFragments]) {
        deepStrictEqual(yield* answer(nested(15)), fine)
        deepStrictEqual(yield* answer(nested(16)), tooDeep)
      }
      deepStrictEqual(yield* answer(`{ ${aliased(200, "__typename")} }`), fine)
      deepStrictEqual(yield* answer(`{ ${aliased(201, "__typename")} }`), tooManyNames)
      // 128 and 72, once each of the seven levels is spread twice.
      const inFragments = (rest: number) =>
        `{ ...F0 ${aliased(rest, "__typename")} } ${doubling(7, "b: __typename")}`
      deepStrictEqual(yield* answer(inFragments(72)), fine)
      deepStrictEqual(yield* answer(inFragments(73)), tooManyNames)
      deepStrictEqual(yield* answer(`{ ...F0 } ${doubling(200, "b: __typename")}`), tooManyNames)
      deepStrictEqual(yield* answer(`query A { id } query B { ${aliased(201, "x")} }`), tooManyNames)
      deepStrictEqual(yield* answer(`query ${"x".repeat(250)} { __typename }`), fine)
      deepStrictEqual(yield* answer(`query ${"x".repeat(251)} { __typename }`), tooLong)
      deepStrictEqual(yield* answer(`${"\n".repeat(4999)}{ __typename }`), fine)
      deepStrictEqual(yield* answer(`${"\n".repeat(5000)}{ __typename }`), tooManyLines)
    })
  )

  it.scoped("shows its schema to whoever asks for all that can be asked", () =>
    Effect.gen(function* () {
      const answer = yield* ask(
        yield* Instance.Instance,
        getIntrospectionQuery({
          specifiedByUrl: true,
          directiveIsRepeatable: true,
          schemaDescription: true,
          inputValueDeprecation: true,
          experimentalDirectiveDeprecation: true,
          oneOf: true
        })
      )
      assert.strictEqual(answer.status, 200, answer.text)
    })
  )

  it.scoped.each(tedious)("is not kept busy by %s", ([, query, status]) =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      const { cpu, value } = yield* measured(ask(instance, query))
      assert.strictEqual(value.status, status, value.text.slice(0, 200))
      assert.isBelow(value.text.length, 2 * mebibyte)
      assert.isBelow(cpu, 4)
    })
  )

  it.scoped("is not kept busy by names that are long, and alike", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      const createUser = "mutation ($x: CreateUserInput!) { createUser(input: $x) { user { username } } }"
      const add = "createServiceAccount(input: $x) { user { username } }"
      const addMany = `mutation ($x: CreateServiceAccountInput!) { ${aliased(100, add)} }`
      const dashes = `a${"-".repeat(1_000_000)}b`
      const { cpu } = yield* measured(
        Effect.gen(function* () {
          yield* ask(instance, createUser, { x: { email: `${dashes}@c` } })
          for (const description of [dashes, "x".repeat(100_000)]) {
            yield* ask(instance, addMany, { x: { entityName: "engine", description } })
          }
          // What was meant is looked for among the names that there are.
          const operations = times(15, (index) => `query ${"x".repeat(99)}${index} { __typename }`)
          const body = JSON.stringify({ query: operations, operationName: "y".repeat(100) })
          yield* ask(instance, "", {}, { body })
        })
      )
      assert.isBelow(cpu, 4)
    })
  )
})

describe("a server of a large world", () => {
  const it = sharing(
    Instance.layer({
      seed: Seed.make(
        Seed.user("root", { admin: true }),
        Seed.crowd(300),
        ...Array.from({ length: 20 }, (_, team) =>
          Seed.team(`team-${team}`, { members: Array.from({ length: 300 }, (_, user) => `user-${user}`) })
        )
      ),
      randomSeed: "hostile"
    })
  )

  const refusal = JSON.stringify({
    errors: [{ message: "the answer takes too much work: ask for smaller pages, or for fewer fields" }]
  })

  it.effect("gives up an answer that would be endless", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      const { cpu, value } = yield* measured(ask(instance, endless))
      assert.strictEqual(value.text.slice(0, 1000), refusal)
      assert.strictEqual(value.status, 400)
      assert.isBelow(cpu, 4)
    })
  )

  // A long argument is work for each field that has it, and takes no time where the field does not look at it.
  const long = "x".repeat(1_020_000)
  const most = Math.floor((maxWork - 100_000) / (long.length / 64 + 2))
  const used = times(most, (index) => `b${index}: viewer(entityName: $long) { id }`)
  const withLittleLeft = (document: string) =>
    `query ($long: String, $many: [ID!]) { ${used} none: users(ids: $many, first: 0) { __typename } ${document} }`
  const variables = { long, many: Array.from({ length: 6600 }, () => 1) }

  it.effect("does what there is work left for", () =>
    Effect.gen(function* () {
      const { text } = yield* ask(yield* Instance.Instance, withLittleLeft(users("id")), variables)
      assert.include(text, "data")
    })
  )

  it.effect.each(laborious)("takes into account what work there is in %s", ([, document]) =>
    Effect.gen(function* () {
      const { text } = yield* ask(yield* Instance.Instance, withLittleLeft(document), variables)
      assert.strictEqual(text.slice(0, 1000), refusal)
    })
  )

  it.effect("does nothing at all of what is answered with nothing", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.Instance
      const before = yield* instance.snapshot
      const { status, text } = yield* ask(
        instance,
        `mutation ($x: GenerateApiKeyInput!) { ${aliased(200, "generateApiKey(input: $x) { __typename }")} }`,
        { x: { clientMutationId: long } }
      )
      deepStrictEqual([status, text], [400, refusal])
      deepStrictEqual(yield* instance.snapshot, before)
    })
  )

  it.effect("gives a page of everybody with their teams", () =>
    Effect.gen(function* () {
      const { status } = yield* ask(
        yield* Instance.Instance,
        `{ users { edges { cursor node { id username teams { edges { cursor node { id name } } } } } } }`
      )
      assert.strictEqual(status, 200)
    })
  )
})

describe("the memory of documents", () => {
  it("remembers documents only as far as there is room for them", () => {
    const { read } = reader({ bulkLookups: true, introspection: false })()
    const document = (number: number) => `{ viewer { id } } # ${number} ${"x".repeat(16_384)}`
    const first = read(document(0))
    assert.strictEqual(read(document(0)), first)
    for (let number = 1; number < 100; number++) read(document(number))
    assert.notStrictEqual(read(document(0)), first)
    assert.strictEqual(read(document(99)), read(document(99)))
    assert.notStrictEqual(read("{ viewer }"), read("{ viewer }"))
  })
})
