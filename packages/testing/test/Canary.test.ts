import { ApiKey, ApiKeys, ApiKeySecret, Teams, Users, WandbError } from "@effect-wandb/core"
import { Arbitraries, Canary, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it, vi } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Cause,
  Console,
  Data,
  Deferred,
  Effect,
  Either,
  Exit,
  FastCheck,
  Fiber,
  Logger,
  LogLevel,
  Metric,
  Option,
  Redacted,
  Tracer
} from "effect"
import { inspect } from "node:util"

const world = WandbTest.layer()
const { console: platform } = globalThis
const silent = { silent: true }

/** What a program with a new key in plain text does with it. */
type Leak = (plain: string) => Effect.Effect<unknown, unknown>

const leaking = (leak: Leak) =>
  Effect.flatMap(ApiKeys.generate({ description: "leaky" }), (key) => leak(Redacted.value(key.secret)))

const placesOf = (leak: Leak, options: Canary.Options = silent) =>
  Effect.map(Canary.watch(leaking(leak), options), ({ sightings }) =>
    sightings.flatMap(({ forms, where }) =>
      forms.length === 0 ? [where] : forms.map((form) => `${where}, ${form}`)
    )
  )

class Broken extends Data.TaggedError("Broken")<{ readonly message: string; readonly cause?: unknown }> {}

class Refused extends Data.TaggedError("Refused")<{ readonly with: string }> {}

describe("a key in plain text is found", () => {
  const span = (plain: string) => Effect.withSpan("export", { attributes: { key: plain } })
  const leaks: ReadonlyArray<readonly [string, string, Leak]> = [
    ["in a log message", "a log message", (plain) => Effect.log("made", plain)],
    [
      "deep in a logged value",
      "a log message, as JSON",
      (plain) => Effect.log({ headers: [{ key: plain }] })
    ],
    [
      "in a log annotation",
      'the log annotation "key"',
      (plain) => Effect.annotateLogs(Effect.log("made"), "key", plain)
    ],
    ["in a log span", "the label of a log span", (plain) => Effect.withLogSpan(Effect.log("made"), plain)],
    [
      "in the cause of a log",
      "the cause of a log, as JSON",
      (plain) => Effect.logError("refused", Cause.fail(new Refused({ with: plain })))
    ],
    [
      "in a log of a fiber",
      "a log message",
      (plain) => Effect.flatMap(Effect.fork(Effect.log(plain)), Fiber.join)
    ],
    ["on Effect's console", "Console.error", (plain) => Console.error("made", plain)],
    ["in a table on Effect's console", "Console.table, inspected", (plain) => Console.table([{ plain }])],
    [
      "on the unsafe console",
      "Console.log",
      (plain) => Effect.map(Effect.console, ({ unsafe }) => unsafe.log(plain))
    ],
    ["on the console", "console.warn", (plain) => Effect.sync(() => platform.warn(plain))],
    [
      "on standard output",
      "the output to stdout",
      (plain) => Effect.sync(() => process.stdout.write(`${plain}\n`))
    ],
    [
      "on standard error, in bytes",
      "the output to stderr",
      (plain) => Effect.sync(() => process.stderr.write(Buffer.from(plain)))
    ],
    [
      "on standard output, in pieces",
      "the output to stdout",
      (plain) => Effect.sync(() => [...plain].forEach((character) => process.stdout.write(character)))
    ],
    ["in the name of a span", "the name of a span", (plain) => Effect.withSpan(Effect.void, `with ${plain}`)],
    [
      "in an attribute of a span",
      'the attribute "key" of the span "export"',
      (plain) => span(plain)(Effect.void)
    ],
    [
      "in the name of an attribute",
      'the name of an attribute of the span "export"',
      (plain) => Effect.withSpan(Effect.void, "export", { attributes: { [plain]: true } })
    ],
    [
      "in an event of a span",
      'the name of an event of the span "export"',
      (plain) =>
        Effect.currentSpan.pipe(
          Effect.andThen((span) => span.event(plain, 0n)),
          Effect.withSpan("export")
        )
    ],
    [
      "in the failure of a span",
      'the failure of the span "export", as JSON',
      (plain) => Effect.ignore(Effect.withSpan(Effect.fail(new Refused({ with: plain })), "export"))
    ],
    [
      "in the tag of a metric",
      'the tag "key" of the metric "exports"',
      (plain) => Metric.increment(Metric.tagged(Metric.counter("exports"), "key", plain))
    ],
    [
      "among the words of a metric",
      'a word that the metric "endings" counts',
      (plain) => Metric.update(Metric.frequency("endings"), plain)
    ],
    ["in an error", "the error, as JSON", (plain) => Effect.fail(new Refused({ with: plain }))],
    [
      "in the message of an error",
      "the error, its message",
      (plain) => Effect.fail(new Broken({ message: plain }))
    ],
    [
      "in the cause of an error",
      "the error, pretty",
      (plain) => Effect.fail(new Broken({ message: "refused", cause: new Error(plain) }))
    ],
    ["in a defect", "the error, its message", (plain) => Effect.die(new Error(plain))],
    ["in a value", "the value", (plain) => Effect.succeed(plain)],
    ["deep in a value", "the value, inspected", (plain) => Effect.succeed(new Map([["key", { plain }]]))]
  ]

  it.effect.each(leaks)("%s", ([, where, leak]) =>
    Effect.gen(function* () {
      assert.include(yield* placesOf(leak), where)
    }).pipe(Effect.provide(world))
  )
})

describe("a key is found in another form", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64")
  const encodings: ReadonlyArray<readonly [string, (plain: string) => string]> = [
    ["base64", base64],
    ["base64 with a name before it", (plain) => base64(`api:${plain}`)],
    ["base64 with two letters before it", (plain) => base64(`ab${plain}`)],
    ["base64 of URLs", (plain) => Buffer.from(`?:${plain}`).toString("base64url")],
    ["base64 within a word", (plain) => `keys_${base64(`api:${plain}`)}`],
    ["half of base64", (plain) => base64(`api:${plain}`).slice(0, 60)],
    ["a header", (plain) => `authorization: Basic ${base64(`api:${plain}`)}`],
    ["a bearer's header", (plain) => `authorization: Bearer ${plain}`],
    ["hexadecimal digits", (plain) => Buffer.from(plain).toString("hex")],
    ["hexadecimal digits behind a digit", (plain) => `0${Buffer.from(plain).toString("hex")}`],
    ["a URL", (plain) => `https://api:${plain}@example.com/`],
    ["a URL's query", (plain) => `?auth=${encodeURIComponent(base64(`api:${plain}`))}`],
    [
      "per cent",
      (plain) => [...plain].map((character) => `%${character.charCodeAt(0).toString(16)}`).join("")
    ],
    ["escapes", (plain) => JSON.stringify({ plain }).replaceAll("_", "\\u005f")],
    ["JSON in JSON", (plain) => JSON.stringify(JSON.stringify({ 'a"b': plain }))],
    [
      "base64 of JSON of a header",
      (plain) => base64(JSON.stringify({ auth: `Basic ${base64(`api:${plain}`)}` }))
    ],
    ["a part of it", (plain) => plain.slice(0, 40)],
    ["its end alone", (plain) => plain.slice(30)]
  ]

  it.effect.each(encodings)("such as %s", ([, encode]) =>
    Effect.gen(function* () {
      deepStrictEqual(yield* placesOf((plain) => Effect.log(encode(plain))), ["a log message"])
    }).pipe(Effect.provide(world))
  )

  it.effect.prop(
    "whatever key it is, and whatever is around it",
    [Arbitraries.generatedApiKey, FastCheck.constantFrom(...encodings.slice(0, -2)), Arbitraries.description],
    ([key, [, encode], around]) =>
      Effect.gen(function* () {
        const places = yield* placesOf((plain) => Effect.log(`${around} ${encode(plain)} ${around}`))
        deepStrictEqual(places, ["a log message"])
      }).pipe(Effect.provide(WandbTest.layerMock({ apiKeys: { generate: () => Effect.succeed(key) } }))),
    { fastCheck: { numRuns: 30 } }
  )
})

describe("no key is seen", () => {
  it.effect("where a key is printed as it is given out", () =>
    Effect.gen(function* () {
      const everything = ApiKeys.generate({ description: "discreet" }).pipe(
        Effect.tap((key) => Effect.log(key.name, key, { key })),
        Effect.tap((key) => Console.log(`${key.name} ${key.secret}`, inspect(key), JSON.stringify(key))),
        Effect.tap((key) => Effect.annotateCurrentSpan({ name: key.name, key })),
        Effect.withSpan("discreet"),
        Effect.zip(Users.viewer)
      )
      deepStrictEqual((yield* Canary.watch(everything, silent)).sightings, [])
    }).pipe(Effect.provide(world))
  )

  it.effect.each([
    ["a commit", "94f2794c22cf2b83732c65af87a4f533908a1b2c"],
    ["a digest", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
    ["an identifier", "01890a5d-ac96-774b-bcce-b302099a8057"],
    ["a public name in base64", btoa("wandb_v1_AbCdEfGhIjK")],
    ["the beginning of all keys", "wandb_v1_"],
    ["a trace", new Error("no key").stack ?? ""],
    ["a long text", "lorem/ipsum/".repeat(1000)]
  ])("in %s", ([, text]) =>
    Effect.gen(function* () {
      deepStrictEqual(yield* placesOf(() => Effect.log(text)), [])
    }).pipe(Effect.provide(world))
  )
})

describe("legacy keys", () => {
  const legacy = "94f2794c22cf2b83732c65af87a4f533908a1b2c"
  const secret = Redacted.make(legacy)
  const sightings = (program: Effect.Effect<unknown, unknown, never>, options?: Canary.Options) =>
    Effect.map(Canary.watch(program, { ...silent, ...options }), (watched) => watched.sightings)
  const madeOf = (secret: ApiKeySecret.ApiKeySecret) =>
    new ApiKey.GeneratedApiKey({
      id: ApiKey.ApiKeyId.make("1"),
      name: ApiKeySecret.publicName(secret),
      description: Option.none(),
      secret
    })
  const found = [{ key: "the key 94f2794c22cf2b83732c…", where: "a log message", forms: [] }]

  it.effect("are found when they are given", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* sightings(Effect.log(btoa(legacy)), { secrets: [secret] }), found)
    })
  )

  it.effect("are found when they are in the seed", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* sightings(Effect.log(legacy)), found)
    }).pipe(Effect.provide(WandbTest.layer({ users: [{ username: "ada", apiKeys: [{ secret }] }] })))
  )

  it.effect("are found by their form when that is asked for", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* sightings(Effect.log(legacy)), [])
      deepStrictEqual(yield* sightings(Effect.log(legacy), { legacyForm: true }), found)
    })
  )

  it.effect("are found when the program acts with them", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* sightings(Effect.log(legacy)), found)
    }).pipe(Effect.provide(WandbTest.layerMock({ apiKey: Either.getOrThrow(ApiKeySecret.make(secret)) })))
  )

  it.effect("are found when they are made by an older server", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* placesOf((plain) => Effect.log(plain.slice(0, -5))), ["a log message"])
    }).pipe(Effect.provide(WandbTest.layer({}, { apiKeyListing: "legacy" })))
  )

  it.effect("are found when a service gives them out", () =>
    Effect.gen(function* () {
      const program = Effect.flatMap(Teams.serviceAccountKey("engine", { username: "ci" }), (key) =>
        Effect.log(Redacted.value(Option.getOrThrow(key)))
      )
      deepStrictEqual((yield* Canary.watch(program, silent)).sightings, found)
    }).pipe(
      Effect.provide(
        WandbTest.layerMock({
          teams: { serviceAccountKey: () => Effect.succeed(Either.getRight(ApiKeySecret.make(secret))) }
        })
      )
    )
  )

  it.effect("are found whatever the service is made of, which works as before", () => {
    class Vault {
      readonly #keys = [Either.getOrThrow(ApiKeySecret.make(secret))]
      readonly #names: Array<string> = []
      generate({ description = "" }: ApiKeys.ApiKeys.GenerateOptions = {}) {
        this.#names.push(description)
        const [key] = this.#keys
        return key === undefined ? Effect.dieMessage("it is empty") : Effect.succeed(madeOf(key))
      }
      list() {
        return Effect.dieMessage(`asked for ${this.#names.join()}`)
      }
      delete() {
        return Effect.dieMessage("not asked for")
      }
      deleteById() {
        return Effect.dieMessage("not asked for")
      }
    }
    return Effect.gen(function* () {
      const user = yield* Effect.fromNullable(FastCheck.sample(Arbitraries.user, 1)[0])
      const listing = leaking((plain) => Effect.log(plain)).pipe(Effect.zipRight(ApiKeys.list(user)))
      const { exit, sightings } = yield* Canary.watch(listing, silent)
      deepStrictEqual(sightings, found)
      assert.include(String(exit), "asked for leaky")
    }).pipe(Effect.provideService(ApiKeys.ApiKeys, new Vault()))
  })

  it.effect("may repeat in themselves, and are named all the same", () =>
    Effect.gen(function* () {
      const plain = "0123456789abcdef0123456789abcdef01234567"
      const given = { secrets: [Redacted.make(plain)] }
      deepStrictEqual(yield* sightings(Effect.log(plain.slice(0, 20)), given), [])
      assert.strictEqual((yield* sightings(Effect.log(plain), given)).length, 1)
    })
  )

  it.effect("are no reason to take every word for a secret", () =>
    Effect.gen(function* () {
      const words = { secrets: [Redacted.make("hunter2"), Redacted.make("")] }
      deepStrictEqual(yield* sightings(Effect.log("hunter"), words), [])
      deepStrictEqual(yield* sightings(Effect.log("hunter2"), words), [
        { key: "a secret that the canary was given", where: "a log message", forms: [] }
      ])
    })
  )
})

describe("Canary.expectNoKeys", () => {
  const failure = new WandbError.TeamNotFound({ team: "engine" })

  it.effect("ends as the program does when it shows nothing", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Canary.expectNoKeys(Effect.succeed(1)), 1)
      assert.strictEqual(yield* Effect.succeed(2).pipe(Canary.expectNoKeys), 2)
      deepStrictEqual(yield* Effect.exit(Canary.expectNoKeys(Effect.fail(failure))), Exit.fail(failure))
    })
  )

  it.effect("dies otherwise, and says where and which, without the key", () =>
    Effect.gen(function* () {
      let plain = ""
      const exit = yield* leaking((key) => {
        plain = key
        return Effect.annotateLogs(Effect.fail(key), key, key).pipe(Effect.tapErrorCause(Effect.logError))
      }).pipe((program) => Canary.expectNoKeys(program, silent), Effect.exit)
      const cause = Exit.match(exit, { onSuccess: () => Cause.empty, onFailure: (cause) => cause })
      const defect = Cause.squash(cause)
      assert.isTrue(defect instanceof Canary.KeyShown)
      const shown = [Cause.pretty(cause), inspect(exit, { depth: 20 }), JSON.stringify(exit), String(defect)]
      for (const text of shown) assert.notInclude(text, plain.slice(20, 40))
      assert.include(shown[0], `- the key ${plain.slice(0, 20)}… in the error`)
      assert.notInclude(JSON.stringify(Cause.failureOption(cause)), "wandb_v1_")
    }).pipe(Effect.provide(world))
  )

  it.effect("points to where it was called", () =>
    Effect.gen(function* () {
      const exit = yield* leaking(Effect.succeed).pipe(Canary.expectNoKeys, Effect.exit)
      assert.match(
        Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "",
        /KeyShown: The program[^]*Canary\.test\.ts/
      )
      assert.notMatch(Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "", /Canary\.ts/)
    }).pipe(Effect.provide(world))
  )

  it.effect("names ten places at most", () =>
    Effect.gen(function* () {
      const places = Array.from({ length: 12 }, (_, index) => ({
        key: "the key",
        where: `place ${index}`,
        forms: ["as text"]
      }))
      const { message } = new Canary.KeyShown({ sightings: places })
      assert.include(message, "place 9 (as text)\n- and in 2 places more")
    })
  )

  it.effect("has no name of a span in it that shows a key", () =>
    Effect.gen(function* () {
      const { sightings } = yield* Canary.watch(
        leaking((plain) => Effect.withSpan(Effect.void, plain, { attributes: { [plain]: plain } })),
        silent
      )
      assert.notMatch(JSON.stringify(sightings), /wandb_v1_\w{12}/)
      deepStrictEqual(
        sightings.map(({ where }) => where),
        ["the name of a span", "a place whose very name shows it", "a place whose very name shows it"]
      )
    }).pipe(Effect.provide(world))
  )
})

describe("the output of a program that is watched", () => {
  const printing = Effect.gen(function* () {
    yield* Console.log("by Effect")
    yield* Effect.sync(() => platform.log("by the platform"))
    yield* Effect.async<void>((resume) => {
      process.stdout.write("to the stream", () => resume(Effect.void))
    })
    yield* Effect.log("logged")
  })

  /** Stands where output goes, and gives what came. */
  const outlets = () => {
    const lines: Array<unknown> = []
    vi.spyOn(platform, "log").mockImplementation((line) => void lines.push(line))
    vi.spyOn(process.stdout, "write").mockImplementation((...[chunk, done]: ReadonlyArray<unknown>) => {
      lines.push(chunk)
      if (typeof done === "function") done()
      return true
    })
    return lines
  }

  it.effect("is printed", () =>
    Effect.gen(function* () {
      const lines = outlets()
      yield* Canary.expectNoKeys(printing)
      deepStrictEqual(lines, ["by Effect", "by the platform", "to the stream"])
    })
  )

  it.effect("is swallowed when that is asked for", () =>
    Effect.gen(function* () {
      const lines = outlets()
      yield* Canary.expectNoKeys(printing, silent)
      deepStrictEqual(lines, [])
    })
  )

  it.effect("goes to the program's own loggers, console and tracer", () =>
    Effect.gen(function* () {
      const lines: Array<unknown> = []
      const logger = Logger.make(({ message }) => void lines.push(message))
      const native = yield* Effect.tracer
      const tracer = Tracer.make({
        span: (...args) => {
          lines.push(args[0])
          return native.span(...args)
        },
        context: (execution, fiber) => native.context(execution, fiber)
      })
      yield* Effect.logDebug("too low").pipe(
        Effect.zipRight(Effect.log("logged")),
        Effect.withSpan("traced"),
        Canary.expectNoKeys,
        Effect.withTracer(tracer),
        Effect.provide(Logger.add(logger))
      )
      deepStrictEqual(lines, ["traced", ["logged"]])
    })
  )

  it.effect("is watched at each level that it logs at", () =>
    Effect.gen(function* () {
      const low = (plain: string) => Effect.logTrace(plain)
      deepStrictEqual(yield* placesOf(low), [])
      deepStrictEqual(yield* Logger.withMinimumLogLevel(placesOf(low), LogLevel.All), ["a log message"])
    }).pipe(Effect.provide(world))
  )
})

describe("when a watched program ends", () => {
  const parts = () => [platform.log, platform.error, process.stdout.write, process.stderr.write]
  const isOwn = () => [Object.hasOwn(process.stdout, "write"), Object.hasOwn(process.stderr, "write")]

  it.effect("all is put back, however it ends", () =>
    Effect.gen(function* () {
      const before = [...parts(), ...isOwn()]
      const during = yield* Canary.expectNoKeys(Effect.sync(parts))
      assert.isTrue(during.every((part, index) => part !== before[index]))
      yield* Effect.exit(Canary.expectNoKeys(Effect.fail("refused")))
      yield* Effect.exit(Canary.expectNoKeys(Effect.dieMessage("broken")))
      const fiber = yield* Effect.fork(Canary.expectNoKeys(Effect.never))
      yield* Effect.yieldNow()
      assert.notStrictEqual(process.stdout.write, before[2])
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      deepStrictEqual([...parts(), ...isOwn()], before)
    })
  )

  it.effect("what was inherited is inherited again", () =>
    Effect.gen(function* () {
      const own = Object.getOwnPropertyDescriptor(process.stdout, "write")
      Reflect.deleteProperty(process.stdout, "write")
      yield* Canary.expectNoKeys(Effect.void)
      const isInherited = !Object.hasOwn(process.stdout, "write")
      if (own !== undefined) Object.defineProperty(process.stdout, "write", own)
      assert.isTrue(isInherited)
    })
  )

  it.effect("what it showed before it was interrupted is seen", () =>
    Effect.gen(function* () {
      const shown = yield* Deferred.make<void>()
      const fiber = yield* leaking((plain) =>
        Effect.zipRight(Effect.log(plain), Effect.zipRight(Deferred.succeed(shown, undefined), Effect.never))
      ).pipe((program) => Canary.expectNoKeys(program, silent), Effect.fork)
      yield* Deferred.await(shown)
      const exit = yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof Canary.KeyShown)
    }).pipe(Effect.provide(world))
  )

  it.effect("another goes on being watched, in whatever order they end", () =>
    Effect.gen(function* () {
      const before = parts()
      const print = Effect.sync(() => process.stdout.write("wandb_v1_".padEnd(60, "x")))
      const first = yield* Deferred.make<void>()
      const second = yield* Deferred.make<void>()
      const one = yield* Effect.fork(Canary.watch(Deferred.await(first), silent))
      yield* Effect.yieldNow()
      const other = yield* Effect.fork(Canary.watch(Effect.zipRight(Deferred.await(second), print), silent))
      yield* Effect.yieldNow()
      yield* Deferred.succeed(first, undefined)
      deepStrictEqual((yield* Fiber.join(one)).sightings, [])
      yield* Deferred.succeed(second, undefined)
      assert.strictEqual((yield* Fiber.join(other)).sightings.length, 1)
      deepStrictEqual(parts(), before)
    })
  )

  it.effect("what somebody else has put around its output in the meantime stays, and passes on", () =>
    Effect.gen(function* () {
      const lines: Array<unknown> = []
      const before = process.stdout.write
      const spy = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => lines.push(chunk) > 0)
      const spied = process.stdout.write
      const wrapper = yield* Canary.expectNoKeys(
        Effect.sync(() => {
          const inner = process.stdout.write
          return (process.stdout.write = (chunk: string | Uint8Array) => inner.call(process.stdout, chunk))
        })
      )
      assert.strictEqual(process.stdout.write, wrapper)
      process.stdout.write("still there")
      yield* Canary.expectNoKeys(Effect.sync(() => process.stdout.write("and again")))
      assert.strictEqual(process.stdout.write, wrapper)
      process.stdout.write = spied
      const print = Effect.sync(() => process.stdout.write("wandb_v1_".padEnd(60, "x")))
      assert.strictEqual((yield* Canary.watch(print, silent)).sightings.length, 1)
      spy.mockRestore()
      assert.strictEqual(process.stdout.write, before)
      deepStrictEqual(lines, ["still there", "and again"])
    })
  )
})
