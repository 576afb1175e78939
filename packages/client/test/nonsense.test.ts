import type { Wandb } from "@effect-wandb/client"
import { WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Either, FastCheck, Predicate, Runtime } from "effect"
import { calls, goodAnswers } from "./operations.js"
import { over, type Reply, type Sent } from "./support.js"
import { impatient } from "./watching.js"

/** What a value of an answer is replaced by; a canary among them, which no message may show. */
const canary = "CANARY-value-of-an-answer"
const replacement = FastCheck.constantFrom<unknown>(
  null,
  undefined,
  0,
  -1.5,
  true,
  "",
  canary,
  [],
  {},
  [null],
  { edges: null },
  { edges: [null] },
  { hasNextPage: true, endCursor: null }
)

type Path = ReadonlyArray<string | number>

const pathsOf = (value: unknown, path: Path = []): ReadonlyArray<Path> =>
  typeof value === "object" && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
    : [path]

const replaceAt = (value: unknown, [key, ...rest]: Path, by: unknown): unknown => {
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.map((inner, i) => (String(i) === key ? replaceAt(inner, rest, by) : inner))
  if (typeof value !== "object" || value === null) return by
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === key ? replaceAt(inner, rest, by) : inner])
  )
}

type Spoil = (data: unknown) => Reply

/** How the answers of one program are spoilt: by a value at some place, or as text. */
const spoil: FastCheck.Arbitrary<Spoil> = FastCheck.oneof(
  {
    weight: 8,
    arbitrary: FastCheck.tuple(FastCheck.nat(), replacement).map(([place, by]) => (data: unknown): Reply => {
      const paths = pathsOf(data)
      return { body: { data: replaceAt(data, paths[place % paths.length] ?? [], by) } }
    })
  },
  {
    weight: 1,
    arbitrary: FastCheck.nat().map((cut) => (data: unknown): Reply => {
      const text = JSON.stringify({ data })
      return { body: text.slice(0, cut % text.length) }
    })
  },
  {
    weight: 1,
    arbitrary: FastCheck.constantFrom<Reply>(
      { status: 204 },
      { body: "" },
      { body: "null" },
      { body: '"text"' },
      { body: "<html></html>" },
      { body: "[]" },
      { body: { data: null } },
      { body: { errors: [] } },
      { body: { errors: [null] } },
      { body: { errors: {} } },
      { body: { error: {} } },
      { status: 500, body: "{" },
      { status: 200, headers: { "retry-after": "-1" }, body: "{}" }
    ).map((reply) => () => reply)
  }
)

/** The keys that a lost answer may have left are named, as they must be: by what is public of them. */
const withoutCandidates = (text: string, error: WandbError.WandbError): string =>
  (error._tag === "OutcomeUnknown" ? (error.candidates ?? []) : [])
    .flatMap(({ description = "", id, name }) => [id, name, description])
    .filter((word) => word !== "")
    .reduce((rest, word) => rest.replaceAll(word, ""), text)

/** A lost answer is looked into, and with `settle` up to five times. */
const mostRequests = (name: string): number => (/settle|scoped/.test(name) ? 25 : 5)

/** Runs a program and holds how it ended against what the types promise. */
const expectTyped = (
  name: string,
  program: Effect.Effect<unknown, unknown, Wandb.Wandb>,
  sent: ReadonlyArray<Sent>
) =>
  Effect.gen(function* () {
    const sentBefore = sent.length
    const result = yield* program.pipe(Effect.sandbox, Effect.either, Effect.withClock(yield* impatient))
    assert.isAtMost(sent.length - sentBefore, mostRequests(name), name)
    if (Either.isRight(result)) return

    const failure = Cause.failureOption(result.left)
    const shown = Cause.pretty(result.left)
    assert.strictEqual(failure._tag, "Some", `${name} died: ${shown}`)
    const error = failure._tag === "Some" ? failure.value : undefined
    if (!WandbError.isWandbError(error))
      return assert.fail(`${name} failed with something else: ${String(error)}`)
    assert.notInclude(withoutCandidates(shown, error), canary)
    if (error._tag === "UnexpectedResponse") {
      const called = name === "ApiKeys.scoped" ? "ApiKeys.generate" : name
      assert.isTrue(called.startsWith(error.operation), `${name} is called ${error.operation}`)
      assert.match(error.path, /^(body|data)/)
      assert.isNotEmpty(error.problem)
    }
  })

/** `npm run campaign` spoils more of them than `npm test`. */
const isCampaign = process.env.MODE === "campaign"
const numRuns = isCampaign ? 10_000 : 2_000

describe("an answer that was spoilt at any place", () => {
  it.effect(
    "ends every operation in its value or in a typed error that names the operation and the place, never in a defect",
    () => {
      let current: Spoil = (data) => ({ body: { data } })
      const { layer, sent } = over(({ body }) => current(goodAnswers[body.operationName]))
      const programs = FastCheck.constantFrom(...Object.entries(calls))
      return Effect.gen(function* () {
        const run = Runtime.runPromise(yield* Effect.runtime<Wandb.Wandb>())
        const property = FastCheck.asyncProperty(programs, spoil, ([name, program], spoilt) => {
          current = spoilt
          return run(expectTyped(name, program, sent))
        })
        yield* Effect.promise(() => FastCheck.assert(property, { numRuns }))
      }).pipe(Effect.provide(layer))
    },
    isCampaign ? 120_000 : 20_000
  )

  it.effect.each(Object.entries(calls))(
    "while %s succeeds, or says what is not there, when it was not",
    ([, program]) =>
      Effect.gen(function* () {
        const { layer } = over(({ body }) => ({ body: { data: goodAnswers[body.operationName] } }))
        const result = yield* Effect.either(Effect.provide(program, layer))
        if (Either.isLeft(result))
          assert.isTrue(Predicate.isTagged(result.left, "ApiKeyNotFound"), String(result.left))
      })
  )
})
