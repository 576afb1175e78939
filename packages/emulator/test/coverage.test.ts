import { assert, beforeAll, describe, expect, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance } from "@effect-wandb/emulator"
import { Effect, TestContext } from "effect"
import { buildSchema } from "graphql"
import { sdl, sdlExtension } from "../src/internal/sdl.js"
import { isOfWandb } from "./parity/claims.js"
import { type Coordinate, coordinatesOf } from "./parity/coordinates.js"
import { documentOf } from "./parity/document.js"
import { type Findings, find, valuesWith } from "./parity/findings.js"
import {
  isServiceKnown,
  listFile,
  missingIn,
  otherPaths,
  print,
  readList,
  serviceSchema
} from "./parity/missing.js"
import { modes, optionOf } from "./parity/modes.js"
import { askedFor, coordinatesIn } from "./parity/official.js"
import { fileOf, proofs, testsIn } from "./parity/proofs.js"
import { contradiction, type State, stateOf } from "./parity/states.js"
import type { Values } from "./parity/values.js"
import { answer } from "./parity/world.js"

// `docs/emulator-coverage.md` is written by this file, and held by it: `npx vitest run packages/emulator/test/coverage.test.ts -u`

const schema = buildSchema(sdl + sdlExtension)
const coordinates = coordinatesOf(schema)
// Where the service's schema is here, it is the list that has to be like it.
const missing = isServiceKnown ? missingIn(buildSchema(sdl), serviceSchema()) : readList()

// Before the document, which shows the list.
describe("what the service has besides", () => {
  const whenKnown = isServiceKnown ? it : it.skip
  const reason = isServiceKnown ? "" : " (skipped: the dump of the server's schema is not here)"

  whenKnown(`is in the list that is kept with the repository${reason}`, () =>
    expect(print(missing)).toMatchFileSnapshot(listFile.pathname)
  )
})

describe("what the SDL claims", () => {
  let states: ReadonlyMap<string, State>

  beforeAll(() =>
    Effect.gen(function* () {
      const findings = yield* find(schema)
      const byOption = new Map<string, Values>()
      for (const mode of Object.values(modes)) {
        byOption.set(optionOf(mode), yield* valuesWith(schema, mode.otherwise))
      }
      states = statesOf(findings, byOption)
    }).pipe(Effect.provide(TestContext.TestContext), Effect.runPromise)
  )

  it("is what is found when everything is asked for and every argument is tried", () => {
    const claimsOfTypes = new Map(coordinates.map(({ claims, name }) => [name, claims]))
    const contradictions = coordinates
      .filter(({ kind }) => kind !== "type" && kind !== "scalar")
      .flatMap((coordinate) => {
        const state = states.get(coordinate.name) ?? assert.fail(coordinate.name)
        return contradiction(coordinate, claimsOfTypes.get(coordinate.of) ?? [], state) ?? []
      })
    deepStrictEqual(contradictions, [])
  })

  it("is in the document that is kept with the repository, which is written from it", () =>
    expect(
      documentOf({
        base: buildSchema(sdl),
        schema,
        coordinates,
        states,
        asked: askedFor(schema),
        missing
      })
    ).toMatchFileSnapshot("../../../docs/emulator-coverage.md"))

  it("rests on tests that are there, where it is of W&B", () => {
    const claimed = coordinates.filter(({ claims }) => claims.some(isOfWandb)).map(({ name }) => name)
    deepStrictEqual(new Set(Object.keys(proofs)), new Set(claimed))
    const named = Object.values(proofs).flat()
    const there = new Set([...new Set(named.map(fileOf))].flatMap((file) => [...testsIn(file)]))
    deepStrictEqual(
      named.filter((test) => !there.has(test)),
      []
    )
  })
})

const statesOf = (findings: Findings, byOption: ReadonlyMap<string, Values>): ReadonlyMap<string, State> =>
  new Map(
    coordinates.map((coordinate: Coordinate) => [coordinate.name, stateOf(coordinate, findings, byOption)])
  )

describe("a mode of the instance", () => {
  for (const mode of Object.values(modes)) {
    it.effect(`does what is said of it, and nothing does it otherwise: ${optionOf(mode)}`, () =>
      Effect.gen(function* () {
        const outcome = (document: string, options: Instance.Options, agent?: string) =>
          Effect.map(
            answer({ agent, document }, { ...mode.beside, ...options }),
            ({ status, text }) => `${status} ${text}`
          )
        for (const { document, seen, unlessFrom } of mode.differences) {
          assert.match(yield* outcome(document, mode.otherwise), seen)
          assert.notMatch(yield* outcome(document, {}), seen)
          if (unlessFrom !== undefined) {
            assert.match(yield* outcome(document, mode.otherwise, `Not ${unlessFrom}`), seen)
            assert.notMatch(yield* outcome(document, mode.otherwise, unlessFrom), seen)
          }
        }
        if (mode.never !== undefined) {
          const refused = yield* Effect.flip(Instance.make({ ...mode.otherwise, ...mode.never.options }))
          assert.strictEqual(refused._tag, "InvalidSeed")
        }
      })
    )
  }
})

describe("what is not of GraphQL", () => {
  it.effect("is not there", () =>
    Effect.gen(function* () {
      for (const path of otherPaths) {
        for (const method of ["GET", "POST"]) {
          assert.strictEqual((yield* answer({ document: "" }, {}, { path, method })).status, 404)
        }
      }
    })
  )
})

describe("the coordinates of a document", () => {
  it("are its fields, its arguments and the fields of its input, through fragments too", () => {
    const document = `
      query A($id: ID) { user(id: $id) { ...F } } fragment F on User { teams(first: 1) { edges { cursor } } }
      mutation B { one: createUser(input: {email: "x"}) { user { id } } }`
    deepStrictEqual(
      [...coordinatesIn(schema, document)],
      [
        "Query.user",
        "Query.user(id:)",
        "User.teams",
        "User.teams(first:)",
        "EntityConnection.edges",
        "EntityEdge.cursor",
        "Mutation.createUser",
        "CreateUserInput.email",
        "CreateUserPayload.user",
        "User.id"
      ]
    )
  })
})
