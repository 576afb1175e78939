import { type ApiKey, ApiKeys, Outcome, Progress, Teams, Users, WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Cause, Chunk, Deferred, Effect, Exit, FastCheck, Fiber, Layer, Logger, Option, Stream } from "effect"
import { inspect } from "node:util"
import { apiKey, invitation, settle, user } from "./support.js"

const ada = user({})
const denied = new WandbError.PermissionDenied({ operation: "test" })
const refused = new WandbError.InvalidInput({ operation: "test", field: "it", problem: "is wrong" })
const lost = new WandbError.OutcomeUnknown({ operation: "test", description: "silence", advice: "Look." })
const unreadable = new WandbError.UnexpectedResponse({
  operation: "test",
  path: "body",
  problem: "expected JSON",
  mayHaveActed: false
})

type AnyOutcome = Outcome.Outcome<unknown, unknown, unknown, unknown>
type Kind = AnyOutcome["_tag"]

/** What shall become of an item, and how often it lets others go first. */
interface Fate {
  readonly kind: Kind
  readonly turns: number
}

const turns = (count: number) => (count === 0 ? Effect.void : Effect.repeatN(Effect.yieldNow(), count - 1))

/** Lets come true what shall become of an item: what it gives where it is done, how it fails where it was so already. */
const befall = <A, E>({ kind, turns: count }: Fate, value: A, already: E) =>
  Effect.flatMap(
    turns(count),
    (): Effect.Effect<A, E | WandbError.PermissionDenied | WandbError.OutcomeUnknown> => {
      switch (kind) {
        case "Done":
          return Effect.succeed(value)
        case "Unchanged":
          return Effect.fail(already)
        case "Failed":
          return Effect.fail(denied)
        case "Unknown":
          return Effect.fail(lost)
      }
    }
  )

interface Run {
  readonly outcomes: Stream.Stream<AnyOutcome>
  readonly expected: ReadonlyArray<AnyOutcome>
}

/** What is expected, made of the same things that are given. */
const expectation = <Input>(
  fates: ReadonlyArray<Fate>,
  inputs: ReadonlyArray<Input>,
  value: unknown,
  already: (input: Input) => unknown
) =>
  inputs.map((input, index): AnyOutcome => {
    switch (fates[index]?.kind) {
      case "Done":
        return Outcome.Done({ input, value })
      case "Unchanged":
        return Outcome.Unchanged({ input, reason: already(input) })
      case "Failed":
        return Outcome.Failed({ input, error: denied })
      default:
        return Outcome.Unknown({ input, error: lost })
    }
  })

/** The fate of an item whose number is all that is in a text. */
const fateOf = (fates: ReadonlyArray<Fate>, text: string): Fate =>
  fates[Number(/\d+/.exec(text)?.[0])] ?? assert.fail(`there is no item ${text}`)

type Operation = (fates: ReadonlyArray<Fate>, options?: Outcome.BulkOptions) => Run

const createMany: Operation = (fates, options) => {
  const inputs = fates.map((_, index) => ({ email: `${index}@example.com`, admin: index % 2 === 0 }))
  const already = ({ email }: { readonly email: string }) => new WandbError.UserAlreadyExists({ email })
  return {
    expected: expectation(fates, inputs, ada, already),
    outcomes: Stream.provideLayer(
      Users.createMany(inputs, options),
      Users.layerMock({ create: (input) => befall(fateOf(fates, input.email), ada, already(input)) })
    )
  }
}

const inviteMany =
  (
    alreadyAs: (input: Teams.Teams.InviteManyOptions) => WandbError.AlreadyMember | WandbError.AlreadyInvited
  ) =>
  (fates: ReadonlyArray<Fate>, options?: Outcome.BulkOptions): Run => {
    const inputs = fates.map((_, index): Teams.Teams.InviteManyOptions =>
      index % 2 === 0
        ? { team: `team of ${index}`, username: `user ${index}` }
        : { team: `team of ${index}`, email: `${index}@example.com`, role: "admin" }
    )
    return {
      expected: expectation(fates, inputs, invitation, alreadyAs),
      outcomes: Stream.provideLayer(
        Teams.inviteMany(inputs, options),
        Teams.layerMock({
          invite: (team, input) => befall(fateOf(fates, team), invitation, alreadyAs({ team, ...input }))
        })
      )
    }
  }

const alreadyMember = (input: Teams.Teams.InviteManyOptions) =>
  new WandbError.AlreadyMember({ team: input.team, member: input.username ?? input.email })

const alreadyInvited = (input: Teams.Teams.InviteManyOptions) =>
  new WandbError.AlreadyInvited({ team: input.team, invited: input.username ?? input.email })

const deleteMany =
  (inputFrom: (key: ApiKey.ApiKey) => ApiKey.ApiKey | ApiKey.ApiKeyId) =>
  (fates: ReadonlyArray<Fate>, options?: Outcome.BulkOptions): Run => {
    const inputs = fates.map((_, index) => inputFrom(apiKey(String(index), `name of ${index}`)))
    const already = (id: string) => new WandbError.ApiKeyNotFound({ id })
    return {
      expected: expectation(fates, inputs, undefined, (key) =>
        already(typeof key === "string" ? key : key.id)
      ),
      outcomes: Stream.provideLayer(
        ApiKeys.deleteMany(inputs, options),
        ApiKeys.layerMock({ deleteById: (id) => befall(fateOf(fates, id), undefined, already(id)) })
      )
    }
  }

const operations: ReadonlyArray<readonly [name: string, of: string, operation: Operation]> = [
  ["Users.createMany", "users", createMany],
  ["Teams.inviteMany", "people who are members", inviteMany(alreadyMember)],
  ["Teams.inviteMany", "people who are invited", inviteMany(alreadyInvited)],
  ["ApiKeys.deleteMany", "keys", deleteMany((key) => key)],
  ["ApiKeys.deleteMany", "ids", deleteMany(({ id }) => id)]
]

const collect = <A, E, R>(stream: Stream.Stream<A, E, R>) =>
  Effect.map(Stream.runCollect(stream), Chunk.toReadonlyArray)

const kinds: ReadonlyArray<Kind> = ["Done", "Unchanged", "Failed", "Unknown"]

const anyFates = FastCheck.array(
  FastCheck.record({
    kind: FastCheck.constantFrom(...kinds),
    turns: FastCheck.integer({ min: 0, max: 20 })
  }),
  { maxLength: 40 }
)
const anyConcurrency = FastCheck.constantFrom(undefined, 1, 2, 3, 7, 100)

/** A `Progress` that keeps what it is told, and takes its time with it. */
const recording = (pause: Effect.Effect<void> = Effect.void) => {
  const reports: Array<Progress.Progress.Counts> = []
  let atOnce = 0
  let mostAtOnce = 0
  return {
    reports,
    mostAtOnce: () => mostAtOnce,
    layer: Layer.succeed(Progress.Progress, {
      report: (counts) =>
        Effect.acquireUseRelease(
          Effect.sync(() => {
            mostAtOnce = Math.max(mostAtOnce, ++atOnce)
            reports.push(counts)
          }),
          () => pause,
          () => Effect.sync(() => atOnce--)
        )
    })
  }
}

const finished = ({ done, failed, unchanged, unknown }: Progress.Progress.Counts) =>
  done + unchanged + failed + unknown

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ email: `${index}@example.com` }))

const all = (count: number): ReadonlyArray<Fate> =>
  Array.from({ length: count }, () => ({ kind: "Done", turns: 0 }))

describe.each(operations)("%s of %s", (name, _, operation) => {
  it.effect("gives for each what became of it: done, unchanged, failed or unknown, with the very input", () =>
    Effect.gen(function* () {
      const { expected, outcomes } = operation([...kinds, ...kinds].map((kind) => ({ kind, turns: 0 })))
      const given = yield* collect(outcomes)
      deepStrictEqual(given, expected)
      given.forEach(({ input }, index) => assert.strictEqual(input, expected[index]?.input))
    })
  )

  it.effect.prop(
    "keeps the order of the inputs and counts every one, however long each takes and however they end",
    [anyFates, anyConcurrency, FastCheck.integer({ min: 0, max: 5 })],
    ([fates, concurrency, pause]) =>
      Effect.gen(function* () {
        const { layer, mostAtOnce, reports } = recording(turns(pause))
        const { expected, outcomes } = operation(fates, { concurrency })
        deepStrictEqual(yield* Effect.provide(collect(outcomes), layer), expected)

        const many = (kind: Kind) => fates.filter((fate) => fate.kind === kind).length
        const constant = { operation: name, total: Option.some(fates.length) }
        deepStrictEqual(reports[0], { ...constant, done: 0, unchanged: 0, failed: 0, unknown: 0 })
        deepStrictEqual(reports.at(-1), {
          ...constant,
          done: many("Done"),
          unchanged: many("Unchanged"),
          failed: many("Failed"),
          unknown: many("Unknown")
        })
        reports.forEach((counts, index) => {
          deepStrictEqual({ ...counts, ...constant }, counts)
          assert.strictEqual(finished(counts), index)
          const { done, failed, unchanged, unknown } = reports[index - 1] ?? counts
          assert.isTrue(
            counts.done >= done &&
              counts.unchanged >= unchanged &&
              counts.failed >= failed &&
              counts.unknown >= unknown
          )
        })
        assert.strictEqual(reports.length, fates.length + 1)
        assert.strictEqual(mostAtOnce(), 1)
      }),
    { fastCheck: { numRuns: 25 } }
  )

  it.effect("does nothing for nothing, but tell that there is nothing to do", () =>
    Effect.gen(function* () {
      const { layer, reports } = recording()
      deepStrictEqual(yield* Effect.provide(collect(operation([]).outcomes), layer), [])
      deepStrictEqual(reports, [
        { operation: name, total: Option.some(0), done: 0, unchanged: 0, failed: 0, unknown: 0 }
      ])
    })
  )
})

describe("the outcomes of many", () => {
  it.effect("are failures for each of the errors that an operation may end in, but the lost answer", () =>
    Effect.gen(function* () {
      const errors = [denied, refused, unreadable]
      const outcomes = yield* collect(Users.createMany(people(3))).pipe(
        Effect.provide(
          Users.layerMock({
            create: ({ email }) => Effect.fail(errors[Number.parseInt(email, 10)] ?? assert.fail())
          })
        )
      )
      deepStrictEqual(
        outcomes,
        errors.map((error, index) => Outcome.Failed({ input: people(3)[index] ?? assert.fail(), error }))
      )
    })
  )

  it.effect("are all there, however many of them are failures: one that fails stops no other", () =>
    Effect.gen(function* () {
      const fates = all(50).map((fate, index) =>
        index % 7 === 0 ? { ...fate, kind: "Failed" as const } : fate
      )
      const outcomes = yield* collect(createMany(fates).outcomes)
      deepStrictEqual(
        outcomes.map(({ _tag }) => _tag),
        fates.map(({ kind }) => kind)
      )
    })
  )

  it.effect("are given as soon as those before are, not when all are done", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const given: Array<string> = []
      const fiber = yield* Users.createMany(people(6)).pipe(
        Stream.runForEach(({ input }) => Effect.sync(() => given.push(input.email))),
        Effect.provide(
          Users.layerMock({
            create: ({ email }) => Effect.as(email.startsWith("3") ? Deferred.await(gate) : Effect.void, ada)
          })
        ),
        Effect.fork
      )
      yield* settle
      deepStrictEqual(given, ["0@example.com", "1@example.com", "2@example.com"])
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(fiber)
      assert.strictEqual(given.length, 6)
    })
  )

  it.effect("are had anew each time the stream is run, each time from the first to the last", () =>
    Effect.gen(function* () {
      const { layer, reports } = recording()
      const { expected, outcomes } = createMany(kinds.map((kind) => ({ kind, turns: 1 })))
      const twice = yield* Effect.provide(Effect.all([collect(outcomes), collect(outcomes)]), layer)
      deepStrictEqual(twice, [expected, expected])
      deepStrictEqual(reports.map(finished), [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])
    })
  )

  it.effect("are those of a source that can be read once", () =>
    Effect.gen(function* () {
      let read = 0
      const source = (function* () {
        for (const person of people(30)) {
          read++
          yield person
        }
      })()
      const stream = Users.createMany(source)
      assert.strictEqual(read, 0)
      const outcomes = yield* collect(stream)
      assert.strictEqual(read, 30)
      deepStrictEqual(
        outcomes.map(({ input }) => input),
        people(30)
      )
    }).pipe(Effect.provide(Users.layerMock({ create: () => Effect.succeed(ada) })))
  )
})

describe("a source without end", () => {
  it.effect("may be given: as many are done as the reader takes, and a few that are under way", () =>
    Effect.gen(function* () {
      let begun = 0
      const endless = (function* () {
        for (let index = 0; ; index++) yield { email: `${index}@example.com` }
      })()
      const outcomes = yield* Users.createMany(endless, { concurrency: 3 }).pipe(
        Stream.take(5),
        collect,
        Effect.provide(Users.layerMock({ create: () => Effect.sync(() => (begun++, ada)) }))
      )
      deepStrictEqual(
        outcomes.map(({ input }) => input),
        people(5)
      )
      assert.isAtMost(begun, 8)
    })
  )
})

describe("many that are halted", () => {
  it.effect.each<readonly [string, () => Iterable<Users.Users.CreateOptions>]>([
    ["there are", () => people(30)],
    [
      "never end",
      function* () {
        for (;;) yield* people(30)
      }
    ]
  ])("are finished where they are under way, and no more are begun, be it that they %s", ([, source]) =>
    Effect.gen(function* () {
      const halt = yield* Deferred.make<void>()
      const answer = yield* Deferred.make<void>()
      let begun = 0
      const create: Users.Users.Service["create"] = () =>
        Effect.suspend(() => {
          begun++
          return Effect.as(Deferred.await(answer), ada)
        })
      const fiber = yield* collect(
        Users.createMany(source(), { concurrency: 3, haltWhen: Deferred.await(halt) })
      ).pipe(Effect.provide(Users.layerMock({ create })), Effect.fork)
      yield* settle
      assert.strictEqual(begun, 3)
      yield* Deferred.succeed(halt, undefined)
      yield* settle
      yield* Deferred.succeed(answer, undefined)
      const outcomes = yield* Fiber.join(fiber)
      deepStrictEqual(
        outcomes.map(({ _tag }) => _tag),
        ["Done", "Done", "Done"]
      )
      assert.strictEqual(begun, 3)
    })
  )
})

describe("a defect in the midst of many", () => {
  const defect = new Error("a bug")

  it.effect.each([1, 10])("is one of the stream, after what came before it (concurrency %d)", (concurrency) =>
    Effect.gen(function* () {
      const given: Array<string> = []
      let begun = 0
      const exit = yield* Users.createMany(people(100), { concurrency }).pipe(
        Stream.runForEach(({ input }) => Effect.sync(() => given.push(input.email))),
        Effect.exit,
        Effect.provide(
          Users.layerMock({
            create: ({ email }) => {
              begun++
              return email.startsWith("2@")
                ? Effect.zipRight(turns(50), Effect.die(defect))
                : Effect.succeed(ada)
            }
          })
        )
      )
      deepStrictEqual(
        Exit.match(exit, {
          onFailure: (cause) => Chunk.toReadonlyArray(Cause.defects(cause)),
          onSuccess: () => []
        })[0],
        defect
      )
      deepStrictEqual(given, ["0@example.com", "1@example.com"])
      assert.isBelow(begun, 3 + 2 * concurrency)
    })
  )

  it.effect("stops what is under way, and what else is to be done", () =>
    Effect.gen(function* () {
      let begun = 0
      let interrupted = 0
      const gate = yield* Deferred.make<void>()
      const fiber = yield* Stream.runDrain(Users.createMany(people(20), { concurrency: 5 })).pipe(
        Effect.exit,
        Effect.provide(
          Users.layerMock({
            create: ({ email }) => {
              begun++
              return email.startsWith("4@")
                ? Effect.zipRight(Deferred.await(gate), Effect.die(defect))
                : Effect.onInterrupt(Effect.never, () => Effect.sync(() => interrupted++))
            }
          })
        ),
        Effect.fork
      )
      yield* settle
      yield* Deferred.succeed(gate, undefined)
      assert.isTrue(Exit.isFailure(yield* Fiber.join(fiber)))
      assert.strictEqual(interrupted, begun - 1)
      assert.isBelow(begun, 10)
    })
  )

  it.effect.each<readonly [string, Users.Users.Service["create"]]>([
    [
      "a method that throws",
      () => {
        throw defect
      }
    ],
    ["a method that dies", () => Effect.die(defect)]
  ])("is not swallowed where it is %s", ([, create]) =>
    Effect.gen(function* () {
      const cause = yield* Effect.flip(Effect.sandbox(Stream.runDrain(Users.createMany(people(3)))))
      deepStrictEqual(Chunk.toReadonlyArray(Cause.defects(cause))[0], defect)
    }).pipe(Effect.provide(Users.layerMock({ create })))
  )

  it.effect("may be that of the source", () =>
    Effect.gen(function* () {
      const source = (function* () {
        yield { email: "0@example.com" }
        throw defect
      })()
      const cause = yield* Effect.flip(Effect.sandbox(Stream.runDrain(Users.createMany(source))))
      deepStrictEqual(Chunk.toReadonlyArray(Cause.defects(cause))[0], defect)
    }).pipe(Effect.provide(Users.layerMock({ create: () => Effect.succeed(ada) })))
  )
})

describe("the concurrency of many", () => {
  /** Creates users of whom none is done before the gate is open. */
  const atGate = (count: number, options?: Outcome.BulkOptions) =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const seen = { begun: 0, underWay: 0, mostAtOnce: 0, interrupted: 0 }
      const layer = Users.layerMock({
        create: () =>
          Effect.acquireUseRelease(
            Effect.sync(() => {
              seen.begun++
              seen.mostAtOnce = Math.max(seen.mostAtOnce, ++seen.underWay)
            }),
            () =>
              Effect.as(
                Effect.onInterrupt(Deferred.await(gate), () => Effect.sync(() => seen.interrupted++)),
                ada
              ),
            () => Effect.sync(() => seen.underWay--)
          )
      })
      const open = Deferred.succeed(gate, undefined)
      return { open, seen, stream: Stream.provideLayer(Users.createMany(people(count), options), layer) }
    })

  const limits: ReadonlyArray<readonly [options: Outcome.BulkOptions | undefined, limit: number]> = [
    [undefined, 10],
    [{}, 10],
    [{ concurrency: undefined }, 10],
    [{ concurrency: 1 }, 1],
    [{ concurrency: 3 }, 3],
    [{ concurrency: 25 }, 25],
    [{ concurrency: 2.7 }, 2],
    [{ concurrency: 0.3 }, 1],
    [{ concurrency: 0 }, 1],
    [{ concurrency: -4 }, 1],
    [{ concurrency: Number.NaN }, 1],
    [{ concurrency: Number.NEGATIVE_INFINITY }, 1],
    [{ concurrency: Number.POSITIVE_INFINITY }, 40],
    [{ concurrency: 1000 }, 40]
  ]

  it.effect.each(limits.map(([options, limit]) => [inspect(options), limit, options] as const))(
    "with the options %s is %d: so many are under way, and never more",
    ([, limit, options]) =>
      Effect.gen(function* () {
        const { open, seen, stream } = yield* atGate(40, options)
        const fiber = yield* Effect.fork(Stream.runCount(stream))
        yield* settle
        assert.strictEqual(seen.underWay, limit)
        yield* open
        assert.strictEqual(yield* Fiber.join(fiber), 40)
        deepStrictEqual(seen, { begun: 40, underWay: 0, mostAtOnce: limit, interrupted: 0 })
      })
  )

  it.effect.each([1, 2, 2.7, 10])(
    "of %d works ahead of a slow reader no further than itself",
    (concurrency) =>
      Effect.gen(function* () {
        const { open, seen, stream } = yield* atGate(100, { concurrency })
        yield* open
        let taken = 0
        const fiber = yield* stream.pipe(
          Stream.runForEach(() => {
            taken++
            return Effect.zipRight(
              settle,
              Effect.sync(() => assert.isAtMost(seen.begun, taken + concurrency))
            )
          }),
          Effect.fork
        )
        yield* Fiber.join(fiber)
        assert.strictEqual(taken, 100)
      })
  )

  it.effect("of 1 begins none before the one before it was taken", () =>
    Effect.gen(function* () {
      const { open, seen, stream } = yield* atGate(100, { concurrency: 1 })
      yield* open
      yield* Stream.runDrain(Stream.take(stream, 3))
      yield* settle
      assert.strictEqual(seen.begun, 3)
    })
  )

  it.effect.each([1, 4])(
    "is over when the stream is interrupted: the rest is not begun (concurrency %d)",
    (concurrency) =>
      Effect.gen(function* () {
        const { open, seen, stream } = yield* atGate(30, { concurrency })
        const { layer, reports } = recording()
        const fiber = yield* Effect.fork(Effect.provide(Stream.runDrain(stream), layer))
        yield* settle
        const exit = yield* Fiber.interrupt(fiber)
        assert.isTrue(Exit.isInterrupted(exit))
        yield* open
        yield* settle
        deepStrictEqual(seen, {
          begun: concurrency,
          underWay: 0,
          mostAtOnce: concurrency,
          interrupted: concurrency
        })
        deepStrictEqual(reports.map(finished), [0])
      })
  )

  it.effect("is over when the reader has enough", () =>
    Effect.gen(function* () {
      const { open, seen, stream } = yield* atGate(1000)
      yield* open
      assert.strictEqual(yield* Stream.runCount(Stream.take(stream, 5)), 5)
      const { begun } = seen
      assert.isAtMost(begun, 15)
      yield* settle
      assert.deepInclude(seen, { begun, underWay: 0 })
    })
  )
})

describe("Progress", () => {
  const done = Users.layerMock({ create: () => Effect.zipRight(turns(3), Effect.succeed(ada)) })

  it.effect.each<readonly [string, () => Iterable<Users.Users.CreateOptions>, Option.Option<number>]>([
    ["an array", () => people(3), Option.some(3)],
    ["a set", () => new Set(people(3)), Option.some(3)],
    ["a chunk", () => Chunk.fromIterable(people(3)), Option.some(3)],
    [
      "a chunk of chunks",
      () => Chunk.appendAll(Chunk.fromIterable(people(1)), Chunk.fromIterable(people(2))),
      Option.some(3)
    ],
    [
      "the values of a map",
      () => new Map(people(3).map((person) => [person.email, person])).values(),
      Option.none()
    ],
    ["a generator", () => people(3)[Symbol.iterator](), Option.none()]
  ])("is told the total of %s, where it can be known, and each count", ([, source, total]) =>
    Effect.gen(function* () {
      const { layer, reports } = recording()
      yield* Effect.provide(Stream.runDrain(Users.createMany(source())), layer)
      deepStrictEqual(
        reports.map((counts) => [counts.total, finished(counts)]),
        [0, 1, 2, 3].map((count) => [total, count])
      )
    }).pipe(Effect.provide(done))
  )

  it.effect("is told of nothing before the stream is run", () =>
    Effect.gen(function* () {
      const { layer, reports } = recording()
      const stream = Users.createMany(people(3))
      deepStrictEqual(reports, [])
      yield* Effect.provide(Stream.runDrain(stream), layer)
      assert.strictEqual(reports.length, 4)
    }).pipe(Effect.provide(done))
  )

  it.effect("knows of an item before its outcome is given", () =>
    Effect.gen(function* () {
      const { layer, reports } = recording()
      let given = 0
      yield* Users.createMany(people(20)).pipe(
        Stream.runForEach(() =>
          Effect.sync(() => {
            given++
            assert.isAtLeast(finished(reports.at(-1) ?? assert.fail()), given)
          })
        ),
        Effect.provide(layer)
      )
      assert.strictEqual(given, 20)
    }).pipe(Effect.provide(done))
  )

  it.effect("may be provided to the stream as well as to what runs it", () =>
    Effect.gen(function* () {
      const { layer, reports } = recording()
      yield* Stream.runDrain(Stream.provideSomeLayer(Users.createMany(people(3)), layer))
      assert.strictEqual(reports.length, 4)
    }).pipe(Effect.provide(done))
  )

  it.effect("is called as the method that it is", () => {
    class Counting {
      reports = 0
      report() {
        return Effect.sync(() => {
          this.reports++
        })
      }
    }
    const counting = new Counting()
    return Effect.gen(function* () {
      yield* Stream.runDrain(Users.createMany(people(3)))
      assert.strictEqual(counting.reports, 4)
    }).pipe(Effect.provideService(Progress.Progress, counting), Effect.provide(done))
  })

  it.effect("is told of one item after the other, and holds the work up while it takes its time", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { layer, mostAtOnce, reports } = recording(Deferred.await(gate))
      const fiber = yield* Stream.runCount(Users.createMany(people(30))).pipe(
        Effect.provide(layer),
        Effect.fork
      )
      yield* settle
      assert.strictEqual(reports.length, 1)
      yield* Deferred.succeed(gate, undefined)
      assert.strictEqual(yield* Fiber.join(fiber), 30)
      deepStrictEqual([reports.length, mostAtOnce()], [31, 1])
    }).pipe(Effect.provide(done))
  )

  it.effect.each<readonly [string, (counts: Progress.Progress.Counts) => Effect.Effect<void>]>([
    ["dies", () => Effect.dieMessage("no terminal")],
    [
      "throws",
      () => {
        throw new Error("no terminal")
      }
    ],
    ["interrupts itself", () => Effect.interrupt],
    ["dies now and then", ({ done }) => (done % 3 === 1 ? Effect.dieMessage("no terminal") : turns(7))]
  ])("that %s changes no outcome, and is logged once with the operation's name", ([, report]) =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.make(({ cause, message }) => lines.push(String(message) + Cause.pretty(cause)))
      const { expected, outcomes } = createMany(
        [...kinds, ...kinds, ...kinds].map((kind, index) => ({ kind, turns: (index * 5) % 7 }))
      )
      const given = yield* collect(outcomes).pipe(
        Effect.provideService(Progress.Progress, { report }),
        Effect.provide(Logger.replace(Logger.defaultLogger, logger))
      )
      deepStrictEqual(given, expected)
      assert.strictEqual(lines.length, 1)
      for (const line of lines) {
        assert.match(
          line,
          /Users\.createMany: its progress could not be reported.*(no terminal|interrupted)/s
        )
      }
    })
  )

  it.effect("that never answers does not keep the stream from being interrupted", () =>
    Effect.gen(function* () {
      const fiber = yield* Stream.runDrain(Users.createMany(people(30))).pipe(
        Effect.provideService(Progress.Progress, {
          report: (counts) => (finished(counts) === 0 ? Effect.void : Effect.never)
        }),
        Effect.fork
      )
      yield* settle
      assert.isNull(fiber.unsafePoll())
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
    }).pipe(Effect.provide(done))
  )
})
