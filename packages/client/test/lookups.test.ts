import { RetryPolicy, Wandb, WandbClient } from "@effect-wandb/client"
import { User, Users, WandbError } from "@effect-wandb/core"
import { HttpClient, type HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  Array as Arr,
  Cause,
  Chunk,
  Deferred,
  Duration,
  Effect,
  Either,
  Exit,
  Fiber,
  identity,
  Layer,
  Metric,
  MetricState,
  Option,
  Order,
  Predicate,
  Random,
  Record,
  Schedule,
  Stream,
  TestClock
} from "effect"
import { viewerIdentity } from "../src/internal/users/viewer.js"
import { make as makeLookups } from "../src/internal/users/lookups.js"
import {
  type Answer,
  type Lookup,
  connection,
  data,
  good,
  labelOf,
  person,
  text,
  texts,
  variablesOf
} from "./people.js"
import { type AnyOptions, network, otherKey, over, type Reply, secret, type Sent } from "./support.js"
import { recordingTracer } from "./watching.js"

type Program<A = unknown, E = unknown> = Effect.Effect<A, E, Wandb.Wandb>

const unbounded = { concurrency: "unbounded" } as const

/** The names that a page is asked for. */
const asked = (sent: Sent) => texts(variablesOf(sent).usernames)

/** Answers pages of users by username as it is told, and all else as it should be. */
const pages =
  (page: (sent: Sent, index: number) => Reply): Answer =>
  (sent, index) =>
    sent.body.operationName === "UsersByUsername" ? page(sent, index) : good(sent, index)

const nodes = (of: (names: ReadonlyArray<string>) => ReadonlyArray<unknown>): Answer =>
  pages((sent) => data({ users: connection(of(asked(sent))) }))

const operationOf = ({ body }: HttpClientRequest.HttpClientRequest): string => {
  const sent: unknown =
    body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(body.body)) : undefined
  return Predicate.hasProperty(sent, "operationName") ? text(sent.operationName) : ""
}

/** Lets the answer to an operation come after a while. */
const after = (waits: Readonly<Record<string, Duration.DurationInput>>): AnyOptions => ({
  transformClient: HttpClient.transform((response, request) =>
    Effect.zipLeft(response, Effect.sleep(waits[operationOf(request)] ?? 0))
  )
})

/** A client for the time of a scope, what it sends, what of that is under way, and ways to run programs over it. */
const client = (answer: Answer = good, options: AnyOptions = {}) =>
  Effect.gen(function* () {
    const underWay: Array<string> = []
    const { transformClient = (http: HttpClient.HttpClient) => http, ...others } = options
    const { layer, sent } = over((one) => answer(one, sent.length - 1), {
      ...others,
      transformClient: (http) =>
        HttpClient.transform(transformClient(http), (response, request) =>
          Effect.acquireUseRelease(
            Effect.sync(() => void underWay.push(operationOf(request))),
            () => response,
            () => Effect.sync(() => void underWay.splice(underWay.indexOf(operationOf(request)), 1))
          )
        )
    })
    const context = yield* Layer.build(layer)
    const run = <A, E>(program: Program<A, E>) => Effect.provide(program, context)
    return {
      sent,
      underWay,
      operations: () => sent.map(({ body }) => body.operationName),
      run,
      start: <A, E>(program: Program<A, E>) => Effect.fork(Effect.exit(run(program)))
    }
  })

/** Lets the fibers that can go on do so, until all wait. */
const settle = Effect.repeatN(Effect.yieldNow(), 50)

/** How a fiber has ended by now. */
const ended = <A, E>(fiber: Fiber.RuntimeFiber<Exit.Exit<A, E>>) =>
  Effect.flatMap(settle, () => {
    const exit = fiber.unsafePoll()
    return exit === null ? Effect.dieMessage("it has not ended") : Effect.flatten(exit)
  })

const byName = (username: string): Lookup => ({ username })
const get = (lookup: Lookup) => Effect.either(Users.get(lookup))

const together = (...lookups: ReadonlyArray<Lookup>) =>
  Effect.map(Effect.forEach(lookups, get, unbounded), Arr.map(labelOf))

const three = [byName("ada"), byName("grace"), byName("mary")] as const
const allThree = ["ada", "grace", "mary"]
const alone = Arr.replicate("UserByUsername", 3)

const errorsOf = (...lookups: ReadonlyArray<Lookup>) =>
  Effect.forEach(lookups, (lookup) => Effect.flip(Users.get(lookup)), unbounded)

const attemptsIn = (error: Users.Users.GetError) => ("attempts" in error ? error.attempts : undefined)

describe("users in a page are known by what they are, where the server", () => {
  it.scoped.each<
    readonly [what: string, answer: Answer, found: ReadonlyArray<string>, sent: ReadonlyArray<string>]
  >([
    [
      "gives them in another order",
      nodes((names) => Arr.reverse(names).map((name) => person(name))),
      allThree,
      []
    ],
    ["gives fewer", nodes(() => [person("mary")]), ["UserNotFound", "UserNotFound", "mary"], []],
    ["gives none", nodes(() => []), Arr.replicate("UserNotFound", 3), []],
    [
      "gives more than were asked for",
      nodes((names) => ["root", ...names, "alan"].map((name) => person(name))),
      allThree,
      []
    ],
    [
      "gives some more than once",
      nodes((names) => [...names, ...names].map((name) => person(name))),
      allThree,
      []
    ],
    [
      "gives others, in their places",
      nodes(() => ["alan", "root", "edsger"].map((name) => person(name))),
      Arr.replicate("UserNotFound", 3),
      []
    ],
    [
      "takes names without regard to case",
      nodes(() => ["Ada", "GRACE", "mary"].map((name) => person(name))),
      ["UserNotFound", "UserNotFound", "mary"],
      []
    ],
    [
      "hides somebody, who is asked for alone",
      nodes(() => [null, person("grace"), person("ada")]),
      allThree,
      ["UserByUsername"]
    ],
    ["hides all", nodes(() => [null, null, null]), allThree, alone],
    [
      "hides somebody besides those who were asked for",
      nodes((names) => [null, ...names.map((name) => person(name))]),
      allThree,
      []
    ],
    [
      "does not know the names of some",
      nodes((names) => [person("x", { username: null }), ...names.map((name) => person(name))]),
      allThree,
      []
    ],
    ["hides the page", pages(() => data({ users: null })), allThree, alone],
    ["answers nothing", pages(() => data(null)), allThree, alone],
    [
      "spoils one of them",
      nodes(() => [person("ada"), person("grace", { createdAt: 5 }), person("mary")]),
      allThree,
      alone
    ],
    [
      "spoils somebody who was not asked for",
      nodes((names) => [...names.map((name) => person(name)), { id: null }]),
      allThree,
      alone
    ],
    [
      "refuses it beside the data",
      pages((sent) => ({
        body: {
          data: { users: connection(asked(sent).map((name) => person(name))) },
          errors: [{ message: "something is missing", path: ["users"] }]
        }
      })),
      allThree,
      alone
    ],
    [
      "refuses it",
      pages(() => ({ status: 400, body: { errors: [{ message: "too complex" }] } })),
      allThree,
      alone
    ],
    ["refuses it for its size", pages(() => ({ status: 413 })), allThree, alone],
    ["does not allow it", pages(() => ({ status: 403 })), allThree, alone],
    ["answers with a page for browsers", pages(() => ({ body: "<html></html>" })), allThree, alone],
    [
      "says that somebody is not found",
      pages(() => ({ status: 404, body: { errors: [{ message: "user not found", path: ["users"] }] } })),
      allThree,
      alone
    ],
    [
      "lets the cursor stand still",
      pages(() => data({ users: connection([person("ada")], "c") })),
      allThree,
      ["UsersByUsername", ...alone]
    ],
    [
      "does not say where the next page begins",
      pages(() => data({ users: connection([person("ada")], null) })),
      allThree,
      alone
    ],
    [
      "makes the page shorter",
      pages((sent) =>
        variablesOf(sent).after === "c"
          ? data({ users: connection([person("ada"), person("grace")]) })
          : data({ users: connection([person("mary")], "c") })
      ),
      allThree,
      ["UsersByUsername"]
    ]
  ])("%s", ([, answer, found, more]) =>
    Effect.gen(function* () {
      const { operations, run } = yield* client(answer)
      deepStrictEqual(yield* run(together(...three)), [...found])
      deepStrictEqual(operations(), ["UsersByUsername", ...more])
    })
  )

  it.scoped("fails on the second page, they fail as it did", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client(
        pages((sent) =>
          variablesOf(sent).after === "c"
            ? { status: 503 }
            : data({ users: connection([person("mary")], "c") })
        )
      )
      deepStrictEqual(yield* run(together(...three)), Arr.replicate("RequestFailed", 3))
      deepStrictEqual(operations(), Arr.replicate("UsersByUsername", 2))
    })
  )
})

describe("searches for many addresses", () => {
  const emails = ["ada", "grace", "mary"].map((name): Lookup => ({ email: `${name}@example.com` }))

  /** Answers the search for the second address as it is told. */
  const second =
    (users: unknown): Answer =>
    (sent, index) => {
      if (sent.body.operationName !== "UsersByEmail") return good(sent, index)
      const [first, third] = ["ada", "mary"].map((name) => connection([person(name)]))
      return data({ email0: first, email1: users, email2: third })
    }

  const strangers = Arr.makeBy(10, (i) => person(`grace-${i}`, { email: `grace@example.com.${i}` }))
  const deleted = person("grace-0", { email: "Grace@example.com", deletedAt: "1970-01-01T00:00:00" })

  it.scoped.each<readonly [what: string, users: unknown, found: string, sent: ReadonlyArray<string>]>([
    ["find who has it, among others", connection([...strangers, person("grace")]), "grace", []],
    ["find nobody", connection([]), "UserNotFound", []],
    ["find others, and no more of them", connection(strangers), "UserNotFound", []],
    [
      "find who has it in another case",
      connection([person("grace", { email: "GRACE@example.com" })]),
      "grace",
      []
    ],
    ["find the living before the deleted", connection([deleted, person("grace")]), "grace", []],
    ["find the deleted where nobody lives", connection([deleted]), "grace-0", []],
    ["find others first, and look at the rest", connection(strangers, "c"), "grace", ["SearchUsers"]],
    ["find a deleted one first, and look at the rest", connection([deleted], "c"), "grace", ["SearchUsers"]],
    ["find a living one, which is enough", connection([person("grace")], "c"), "grace", []],
    ["find whom the server hides, beside another", connection([null, person("grace")]), "grace", []],
    ["are looked at one by one where the server hides one", null, "grace", ["SearchUsers"]],
    [
      "are made one by one where one cannot be read",
      connection([{ id: 5 }]),
      "grace",
      Arr.replicate("SearchUsers", 3)
    ],
    ["are made one by one where one is missing", undefined, "grace", ["SearchUsers"]]
  ])("%s", ([, users, found, more]) =>
    Effect.gen(function* () {
      const { operations, run } = yield* client(second(users))
      deepStrictEqual(yield* run(together(...emails)), ["ada", found, "mary"])
      deepStrictEqual(operations(), ["UsersByEmail", ...more])
    })
  )

  it.scoped("say nothing in the document of what is searched for", () =>
    Effect.gen(function* () {
      const { run, sent } = yield* client()
      yield* run(together({ email: 'a"b@example.com' }, { email: "c@example.com" }))
      const [first] = sent
      assert.notInclude(first?.body.query, "example.com")
      deepStrictEqual(first?.body.variables, { email0: 'a"b@example.com', email1: "c@example.com" })
    })
  )
})

describe("a failure of a document", () => {
  const failing =
    (reply: Reply | Error): Answer =>
    () =>
      reply
  const twice = RetryPolicy.make(Schedule.recurs(2))
  const busy: Reply = { status: 429, headers: { "retry-after": "1", "x-request-id": "abc" } }

  it.scoped.each<
    readonly [
      string,
      Reply | Error,
      number,
      Partial<WandbError.RequestFailed> | Partial<WandbError.Unauthenticated>
    ]
  >([
    ["status 401", { status: 401 }, 1, { _tag: "Unauthenticated" }],
    ["a lost connection", network("ECONNRESET"), 3, { _tag: "RequestFailed", reason: "Transport" }],
    ["status 500", { status: 500 }, 3, { _tag: "RequestFailed", reason: "Server", status: 500 }],
    ["status 501", { status: 501 }, 1, { _tag: "RequestFailed", reason: "Server", status: 501 }],
    ["status 423", { status: 423 }, 3, { _tag: "RequestFailed", reason: "Rejected", status: 423 }],
    [
      "status 429",
      busy,
      3,
      {
        _tag: "RequestFailed",
        reason: "RateLimited",
        status: 429,
        retryAfter: Duration.seconds(1),
        requestId: "abc"
      }
    ]
  ])("of %s is that of each, by its own name, and of no other request", ([, reply, tries, error]) =>
    Effect.gen(function* () {
      const { operations, start } = yield* client(failing(reply), { retryPolicy: twice })
      const fiber = yield* start(
        Effect.all(
          [
            Effect.flip(Users.get(byName("ada"))),
            Effect.flip(Users.find(byName("grace"))),
            Effect.flip(Users.find(byName("ada"))),
            Effect.flip(Users.get(byName("mary")))
          ],
          unbounded
        )
      )
      yield* TestClock.adjust("1 minute")
      const errors = yield* ended(fiber)
      for (const [index, operation] of ["Users.get", "Users.find", "Users.find", "Users.get"].entries()) {
        assert.deepInclude(errors[index], { ...error, operation, attempts: tries })
        assert.match(errors[index]?.message ?? "", new RegExp(`^${operation}\\b`))
      }
      deepStrictEqual(operations(), Arr.replicate("UsersByUsername", tries))
    })
  )

  it.scoped("goes on to each where it is refused for one alone as well", () =>
    Effect.gen(function* () {
      const { run } = yield* client((sent, index) => {
        const { username } = variablesOf(sent)
        if (sent.body.operationName === "UsersByUsername") return { status: 403 }
        if (username === "grace") return { status: 403 }
        return username === "mary" ? data({ user: person("mary", { id: 5 }) }) : good(sent, index)
      })
      const [ada, grace, mary] = yield* run(
        Effect.all(
          three.map((lookup) => Effect.either(Users.find(lookup))),
          unbounded
        )
      )
      assert.isTrue(ada !== undefined && Either.isRight(ada) && Option.isSome(ada.right))
      assert.deepInclude(grace && Either.getOrThrow(Either.flip(grace)), {
        _tag: "PermissionDenied",
        operation: "Users.find",
        attempts: 1
      })
      assert.deepInclude(mary && Either.getOrThrow(Either.flip(mary)), {
        _tag: "UnexpectedResponse",
        operation: "Users.find",
        path: "data.user.id",
        attempts: 1
      })
    })
  )

  it.scoped("is gone with a try that succeeds", () =>
    Effect.gen(function* () {
      const { operations, start } = yield* client(
        (sent, index) => (index < 2 ? { status: 503 } : good(sent, index)),
        { retryPolicy: twice }
      )
      const fiber = yield* start(errorsOf(byName("nobody"), byName("noone")))
      yield* TestClock.adjust("1 minute")
      const errors = yield* ended(fiber)
      deepStrictEqual(
        errors.map((error): unknown => ({ ...error })),
        ["nobody", "noone"].map((value) => ({ _tag: "UserNotFound", by: "username", value, attempts: 3 }))
      )
      deepStrictEqual(operations(), Arr.replicate("UsersByUsername", 3))
    })
  )
})

/** Nobody, in two documents: one of names, and one of what is made of the same names. */
const nobodies = (other: (name: string) => Lookup) => {
  const names = ["nobody", "noone"]
  return [errorsOf(...names.map(byName)), errorsOf(...names.map(other))] as const
}

describe("the attempts of a lookup", () => {
  it.scoped("are those of its own document, while another one is tried again", () =>
    Effect.gen(function* () {
      const { start } = yield* client(
        (sent, index) =>
          sent.body.operationName === "UsersByEmail" && index < 3 ? { status: 503 } : good(sent, index),
        {
          ...after({ UsersByUsername: "5 seconds" }),
          retryPolicy: RetryPolicy.make(Schedule.spaced("1 second"))
        }
      )
      const [names, emails] = nobodies((name) => ({ email: `${name}@example.com` }))
      const fiber = yield* start(Effect.all([names, emails], unbounded))
      yield* TestClock.adjust("10 seconds")
      deepStrictEqual((yield* ended(fiber)).map(Arr.map(attemptsIn)), [
        [1, 1],
        [3, 3]
      ])
    })
  )

  it.scoped("are those of its own document, while those of another one wait to be asked for alone", () =>
    Effect.gen(function* () {
      const { operations, start } = yield* client(
        (sent, index) => (sent.body.operationName === "UsersById" ? { status: 400 } : good(sent, index)),
        { ...after({ UsersByUsername: "6 seconds" }), requestsPerSecond: 0.25 }
      )
      const fiber = yield* start(
        Effect.all(
          nobodies((name) => ({ id: `id-${name}` })),
          unbounded
        )
      )
      yield* TestClock.adjust("20 seconds")
      deepStrictEqual(operations(), ["UsersByUsername", "UsersById", "UserById", "UserById"])
      deepStrictEqual((yield* ended(fiber)).map(Arr.map(attemptsIn)), [
        [1, 1],
        [1, 1]
      ])
    })
  )

  it.scoped("are in its span, and those of another document are not", () =>
    Effect.gen(function* () {
      const { spans, tracer } = yield* recordingTracer
      const { start } = yield* client(
        (sent, index) =>
          sent.body.operationName === "UsersByEmail" && index < 3 ? { status: 503 } : good(sent, index),
        { retryPolicy: RetryPolicy.make(Schedule.spaced("1 second")) }
      )
      const fiber = yield* start(
        Effect.withTracer(
          together(byName("ada"), byName("nobody"), { email: "ada@example.com" }, { email: "b@example.com" }),
          tracer
        )
      )
      yield* TestClock.adjust("10 seconds")
      yield* ended(fiber)
      const gets = spans.filter(({ name, parent }) => name === "Users.get" && Option.isNone(parent))
      deepStrictEqual(
        gets.map(({ attributes }) => attributes.get("wandb.attempts")),
        [1, 1, 3, 3]
      )
    })
  )
})

/** By how much a program has made each counter go on. */
const counted = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const before = yield* counters
    yield* program
    const after = yield* counters
    return Object.fromEntries(
      [...after].flatMap(([name, count]) => {
        const more = count - (before.get(name) ?? 0)
        return more === 0 ? [] : [[name, more]]
      })
    )
  })

const counters = Effect.map(
  Metric.snapshot,
  (pairs) =>
    new Map(
      pairs.flatMap(({ metricKey: { name, tags }, metricState }) => {
        if (!name.startsWith("wandb_") || !MetricState.isCounterState(metricState)) return []
        const label = [
          name,
          ...Arr.sort(
            tags.map(({ value }) => value),
            Order.string
          )
        ].join(" ")
        return [[label, Number(metricState.count)] as const]
      })
    )
)

describe("lookups that go together", () => {
  it.scoped("have a span each, and one for the request", () =>
    Effect.gen(function* () {
      const { spans, tracer } = yield* recordingTracer
      const { run } = yield* client()
      const three = [Users.get(byName("ada")), Users.find(byName("grace")), get(byName("nobody"))]
      yield* Effect.withTracer(
        run(Effect.all<ReadonlyArray<Program>, typeof unbounded>(three, unbounded)),
        tracer
      )
      const own = spans.filter(({ name, parent }) => name.startsWith("Users.") && Option.isNone(parent))
      deepStrictEqual(
        own.map(({ attributes, name }) => `${name} ${attributes.get("wandb.attempts")}`),
        ["Users.get 1", "Users.find 1", "Users.get 1"]
      )
      assert.strictEqual(spans.filter(({ name }) => name === "POST /graphql").length, 1)
      assert.isTrue(spans.every(({ status }) => status._tag === "Ended"))
    })
  )

  it.scoped("are counted as one request, and end each in its own way", () =>
    Effect.gen(function* () {
      const { run } = yield* client()
      deepStrictEqual(yield* counted(run(together(...three, byName("nobody"), byName("ada"), byName(" ")))), {
        "wandb_requests_total Users.get": 1,
        "wandb_outcomes_total Success Users.get": 4,
        "wandb_outcomes_total UserNotFound Users.get": 1,
        "wandb_outcomes_total InvalidInput Users.get": 1
      })
    })
  )

  it.scoped("are made with the same policy: others go apart", () =>
    Effect.gen(function* () {
      const { operations, start } = yield* client(() => ({ status: 503 }))
      const once = RetryPolicy.make(Schedule.recurs(1))
      const both = errorsOf(byName("ada"), byName("grace"))
      const fiber = yield* start(
        Effect.all(
          [
            both,
            Wandb.withRetryPolicy(both, once),
            Wandb.withRetryPolicy(errorsOf(byName("mary")), once),
            Wandb.withRetryPolicy(both, RetryPolicy.make(Schedule.recurs(2)))
          ],
          unbounded
        )
      )
      yield* TestClock.adjust("1 minute")
      deepStrictEqual((yield* ended(fiber)).map(Arr.map(attemptsIn)), [[1, 1], [2, 2], [2], [3, 3]])
      deepStrictEqual(operations(), Arr.replicate("UsersByUsername", 6))
    })
  )

  it.scoped("are made by one client: another one, also of the same server, shares nothing", () =>
    Effect.gen(function* () {
      const one = yield* client()
      const other = yield* client()
      yield* Effect.all([one.run(together(...three)), other.run(together(...three))], unbounded)
      deepStrictEqual([one.operations(), other.operations()], [["UsersByUsername"], ["UsersByUsername"]])
      yield* Effect.all([one.run(get(byName("ada"))), other.run(get(byName("ada")))], unbounded)
      deepStrictEqual([one.operations()[1], other.operations()[1]], ["UserByUsername", "UserByUsername"])
    })
  )

  it.scoped("do not reach who is acted as elsewhere", () =>
    Effect.gen(function* () {
      const { run, sent } = yield* client()
      const both = together(byName("ada"), byName("grace"))
      yield* run(Effect.all([both, Wandb.actAs(both, secret(otherKey))], unbounded))
      const keys = sent.map(({ headers }) =>
        Buffer.from((headers.authorization ?? "").replace("Basic ", ""), "base64").toString()
      )
      deepStrictEqual(keys.filter((key) => key === `api:${otherKey}`).length, 1)
      deepStrictEqual(keys.length, 2)
    })
  )

  it.scoped("fail the program around them as they do", () =>
    Effect.gen(function* () {
      const { run } = yield* client()
      const lookups = [...three, byName("nobody"), byName(" ")]
      for (const options of [unbounded, { batching: true }, { batching: true, concurrency: 2 }]) {
        const error = yield* run(Effect.flip(Effect.forEach(lookups.slice(0, 4), Users.get, options)))
        deepStrictEqual({ ...error }, { ...new WandbError.UserNotFound({ by: "username", value: "nobody" }) })
        const other = yield* run(Effect.flip(Effect.forEach(lookups, Users.get, options)))
        assert.strictEqual(other._tag, "InvalidInput")
      }
    })
  )

  it.scoped("leave one that is alone as it was: a request of its own in its own call", () =>
    Effect.gen(function* () {
      const { spans, tracer } = yield* recordingTracer
      const { run, sent } = yield* client()
      const lookups: ReadonlyArray<Lookup> = [byName("ada"), { id: "id-ada" }, { email: "ada@example.com" }]
      yield* Effect.withTracer(run(Effect.forEach(lookups, get)), tracer)
      deepStrictEqual(
        sent.map((one) => [one.body.operationName, variablesOf(one)]),
        [
          ["UserByUsername", { username: "ada" }],
          ["UserById", { id: "id-ada" }],
          ["SearchUsers", { query: "ada@example.com", after: null }]
        ]
      )
      deepStrictEqual(
        spans.map(({ attributes, name, parent }) => [
          name,
          attributes.get("wandb.attempts"),
          Option.match(parent, {
            onNone: () => "",
            onSome: (parent) => (parent._tag === "Span" ? parent.name : "")
          })
        ]),
        three.flatMap(() => [
          ["Users.get", 1, ""],
          ["POST /graphql", 1, "Users.get"]
        ])
      )
    })
  )
})

describe("Users.getMany", () => {
  const many = Users.getMany([...Arr.makeBy(250, (index) => byName(`user-${index}`)), byName(" ")])

  it.scoped("is one call, of which its requests are parts", () =>
    Effect.gen(function* () {
      const { spans, tracer } = yield* recordingTracer
      const { run } = yield* client()
      deepStrictEqual(yield* counted(Effect.withTracer(run(Stream.runDrain(many)), tracer)), {
        "wandb_requests_total Users.getMany": 3,
        "wandb_outcomes_total Success Users.getMany": 1
      })
      deepStrictEqual(
        spans.map(({ name, parent }) => [name, Option.map(parent, ({ spanId }) => spanId)]),
        [
          ["Users.getMany", Option.none()],
          ...Arr.replicate(["POST /graphql", Option.fromNullable(spans[0]?.spanId)], 3)
        ]
      )
    })
  )

  it.scoped("shares no document with lookups beside it", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client()
      yield* run(Effect.all([Stream.runDrain(Users.getMany(three)), together(...three)], unbounded))
      deepStrictEqual(operations(), ["UsersByUsername", "UsersByUsername"])
    })
  )

  it.scoped("dies of a defect, and does not wait for ever", () =>
    Effect.gen(function* () {
      const { start } = yield* client(good, {
        transformClient: HttpClient.transform(() => Effect.dieMessage("boom"))
      })
      const fiber = yield* start(Stream.runDrain(many))
      const exit = yield* Effect.exit(ended(fiber))
      assert.isTrue(Exit.isFailure(exit) && Cause.isDie(exit.cause))
    })
  )

  it.scoped("asks for each alone whom a page cannot tell", () =>
    Effect.gen(function* () {
      const { operations, run } = yield* client(
        nodes(() => [person("ada"), person("grace", { createdAt: 5 }), person("mary")])
      )
      const results = yield* run(Stream.runCollect(Users.getMany(three)))
      deepStrictEqual(Chunk.toReadonlyArray(results).map(labelOf), allThree)
      deepStrictEqual(operations(), ["UsersByUsername", ...alone])
    })
  )
})

const never: Answer = () => "never"

/** What is sent for an operation is never answered, and all else as it should be. */
const silent =
  (operation: string): Answer =>
  (sent, index) =>
    sent.body.operationName === operation ? "never" : good(sent, index)

const isInterrupted = <A, E>(fiber: Fiber.RuntimeFiber<A, E>) => {
  const exit = fiber.unsafePoll()
  return exit !== null && Exit.isInterrupted(exit)
}

describe("an interruption", () => {
  const slow = after({ UsersByUsername: "1 second", UserByUsername: "1 second" })

  it.scoped("of one leaves the others unharmed", () =>
    Effect.gen(function* () {
      const { operations, start, underWay } = yield* client(good, slow)
      const fibers = yield* Effect.forEach(three, (lookup) => start(Users.get(lookup)))
      yield* settle
      const [first, ...others] = fibers
      yield* Fiber.interrupt(first)
      deepStrictEqual(underWay, ["UsersByUsername"])
      yield* TestClock.adjust("1 second")
      deepStrictEqual((yield* Effect.all(others.map(ended))).map(User.label), ["grace", "mary"])
      deepStrictEqual(operations(), ["UsersByUsername"])
    })
  )

  it.scoped("of one of two that ask for the same leaves the other unharmed", () =>
    Effect.gen(function* () {
      const { start } = yield* client(good, slow)
      const [first, second] = [yield* start(Users.get(byName("ada"))), yield* start(Users.get(byName("ada")))]
      yield* settle
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust("1 second")
      deepStrictEqual(User.label(yield* ended(second)), "ada")
    })
  )

  it.scoped("of all takes the request back", () =>
    Effect.gen(function* () {
      const { operations, start, underWay } = yield* client(never)
      const fiber = yield* start(Effect.forEach(three, Users.get, unbounded))
      yield* settle
      deepStrictEqual(underWay, ["UsersByUsername"])
      yield* Fiber.interrupt(fiber)
      yield* settle
      deepStrictEqual(underWay, [])
      yield* TestClock.adjust("1 hour")
      deepStrictEqual(operations(), ["UsersByUsername"])
    })
  )

  // Effect does not let an interruption into a program with batching while its requests are under way.
  it.scoped.each([{ batching: true }, { batching: true, concurrency: 2 }] as const)(
    "of a program with %j is felt when the answer has come",
    (options) =>
      Effect.gen(function* () {
        const { operations, start, underWay } = yield* client(good, slow)
        const fiber = yield* start(Effect.forEach(three, Users.get, options))
        yield* settle
        yield* Fiber.interruptFork(fiber)
        yield* TestClock.adjust("1 second")
        yield* settle
        assert.isTrue(isInterrupted(fiber))
        deepStrictEqual([operations(), underWay], [["UsersByUsername"], []])
      })
  )

  it.scoped("of a program with batching is felt when its time is over, where no answer comes", () =>
    Effect.gen(function* () {
      const { operations, start, underWay } = yield* client(never)
      const fiber = yield* start(Effect.forEach(three, Users.get, { batching: true }))
      yield* settle
      yield* Fiber.interruptFork(fiber)
      yield* TestClock.adjust("10 seconds")
      yield* settle
      assert.isTrue(isInterrupted(fiber))
      deepStrictEqual([operations(), underWay], [["UsersByUsername"], []])
    })
  )

  it.scoped("of all, one after the other, takes the request back with the last", () =>
    Effect.gen(function* () {
      const { start, underWay } = yield* client(never)
      const fibers = yield* Effect.forEach(three, (lookup) => start(Users.get(lookup)))
      yield* settle
      for (const fiber of fibers) {
        deepStrictEqual(underWay, ["UsersByUsername"])
        yield* Fiber.interrupt(fiber)
        yield* settle
      }
      deepStrictEqual(underWay, [])
    })
  )

  it.scoped("of all who wait for a document takes it back, though others have had their answers", () =>
    Effect.gen(function* () {
      const { start, underWay } = yield* client(silent("UsersByEmail"))
      const names = yield* Effect.forEach(three, (lookup) => start(Users.get(lookup)))
      const emails = yield* Effect.forEach(["ada", "grace"], (name) =>
        start(Users.get({ email: `${name}@example.com` }))
      )
      yield* settle
      deepStrictEqual(underWay, ["UsersByEmail"])
      deepStrictEqual((yield* Effect.all(names.map(ended))).map(User.label), allThree)
      yield* Fiber.interruptAll(emails)
      yield* settle
      deepStrictEqual(underWay, [])
    })
  )

  it.scoped("of all who wait for a document takes it back, and lets another one go on", () =>
    Effect.gen(function* () {
      const { start, underWay } = yield* client(silent("UsersByEmail"), slow)
      const names = yield* Effect.forEach(three, (lookup) => start(Users.get(lookup)))
      const emails = yield* Effect.forEach(["ada", "grace"], (name) =>
        start(Users.get({ email: `${name}@example.com` }))
      )
      yield* settle
      yield* Fiber.interruptAll(emails)
      yield* settle
      deepStrictEqual(underWay, ["UsersByUsername"])
      yield* TestClock.adjust("1 second")
      deepStrictEqual((yield* Effect.all(names.map(ended))).map(User.label), allThree)
    })
  )

  it.scoped("of all who are asked for one by one takes these requests back", () =>
    Effect.gen(function* () {
      const { start, underWay } = yield* client((sent) =>
        sent.body.operationName === "UsersByUsername" ? { status: 400 } : "never"
      )
      const fiber = yield* start(together(...three))
      yield* settle
      deepStrictEqual(underWay, alone)
      yield* Fiber.interrupt(fiber)
      yield* settle
      deepStrictEqual(underWay, [])
    })
  )

  it.scoped("while a document waits to be tried again stops the tries", () =>
    Effect.gen(function* () {
      const retryPolicy = RetryPolicy.make(Schedule.spaced("1 second"))
      const { operations, start } = yield* client(() => ({ status: 503 }), { retryPolicy })
      const fiber = yield* start(together(...three))
      yield* TestClock.adjust("1500 millis")
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      deepStrictEqual(operations(), Arr.replicate("UsersByUsername", 2))
    })
  )

  it.scoped.each([0, 1, 2, 3, 5, 8])("%d steps after they were made loses no other", (steps) =>
    Effect.gen(function* () {
      for (const many of [1, 2, 3]) {
        const { operations, start } = yield* client()
        const fibers = yield* Effect.forEach(three, (lookup) => start(Users.get(lookup)))
        yield* Effect.repeatN(Effect.yieldNow(), steps)
        const leaving = fibers.slice(0, many)
        yield* Effect.forEach(leaving, Fiber.interruptFork)
        yield* settle
        for (const fiber of fibers) assert.isNotNull(fiber.unsafePoll())
        const staying = yield* Effect.all(fibers.slice(many).map(ended))
        deepStrictEqual(staying.map(User.label), allThree.slice(many))
        assert.isAtMost(operations().length, 1)
      }
    })
  )

  it.scoped.each([
    [3, []],
    [2, [{ username: "mary" }]],
    [1, [{ usernames: ["grace", "mary"], first: 2, after: null }]]
  ] as const)("of %d of three before the document is sent has %j sent", ([many, expected]) =>
    Effect.gen(function* () {
      const { sent, start } = yield* client()
      const fibers = yield* Effect.forEach(three, (lookup) => start(Users.get(lookup)))
      // They wait by now for others to join them.
      yield* Effect.yieldNow()
      yield* Effect.forEach(fibers.slice(0, many), Fiber.interruptFork)
      yield* settle
      deepStrictEqual<unknown>(sent.map(variablesOf), expected)
      deepStrictEqual(
        fibers.map(isInterrupted),
        three.map((_, index) => index < many)
      )
    })
  )

  it.scoped.each([0, 1, 2, 3, 4, 6, 9, 14])(
    "of the last one, after %d steps, is not felt by whoever comes then",
    (steps) =>
      Effect.forEach(Arr.range(0, 14), (gap) =>
        Effect.gen(function* () {
          const { run, start } = yield* client()
          const first = yield* start(Users.get(byName("ada")))
          yield* Effect.repeatN(Effect.yieldNow(), steps)
          yield* Fiber.interruptFork(first)
          if (gap > 0) yield* Effect.repeatN(Effect.yieldNow(), gap - 1)
          const second = yield* start(Users.get(byName("grace")))
          yield* settle
          assert.isNotNull(second.unsafePoll(), `it waits for ever ${gap} steps later`)
          deepStrictEqual(User.label(yield* ended(second)), "grace")
          deepStrictEqual(yield* run(together(...three)), allThree)
        })
      )
  )

  it.scoped("by a timeout of one's own leaves the others unharmed", () =>
    Effect.gen(function* () {
      const { start } = yield* client(good, slow)
      const hasty = yield* start(Effect.timeout(Users.get(byName("ada")), "500 millis"))
      const others = yield* Effect.forEach([byName("ada"), byName("grace")], (lookup) =>
        start(Users.get(lookup))
      )
      yield* TestClock.adjust("500 millis")
      const error = yield* Effect.flip(ended(hasty))
      assert.isTrue(Cause.isTimeoutException(error))
      yield* TestClock.adjust("500 millis")
      deepStrictEqual((yield* Effect.all(others.map(ended))).map(User.label), ["ada", "grace"])
    })
  )

  it.scoped("waits for what may not be interrupted, such as a scope's acquisition", () =>
    Effect.gen(function* () {
      const { operations, start } = yield* client(good, slow)
      const events: Array<string> = []
      const acquire = (lookup: Lookup) =>
        Effect.acquireRelease(
          Effect.tap(Users.get(lookup), (user) =>
            Effect.sync(() => void events.push(`+${User.label(user)}`))
          ),
          (user) => Effect.sync(() => void events.push(`-${User.label(user)}`))
        )
      const fiber = yield* start(Effect.scoped(Effect.forEach(three, acquire, unbounded)))
      yield* settle
      yield* Fiber.interruptFork(fiber)
      yield* TestClock.adjust("500 millis")
      assert.isNull(fiber.unsafePoll())
      yield* TestClock.adjust("500 millis")
      assert.isTrue(isInterrupted(fiber))
      deepStrictEqual(events.slice(0, 3), ["+ada", "+grace", "+mary"])
      deepStrictEqual(Arr.sort(events.slice(3), Order.string), ["-ada", "-grace", "-mary"])
      deepStrictEqual(operations(), ["UsersByUsername"])
    })
  )

  it.scoped("of whoever came first is not felt by those who came after", () =>
    Effect.gen(function* () {
      const { run } = yield* client(good, slow)
      const first = yield* Effect.fork(run(Users.get(byName("ada"))))
      const second = yield* Effect.fork(
        Effect.zip(run(Users.get(byName("grace"))), Effect.checkInterruptible(Effect.succeed))
      )
      yield* settle
      yield* Fiber.interrupt(first)
      yield* TestClock.adjust("1 second")
      const [user, interruptible] = yield* Fiber.join(second)
      deepStrictEqual([User.label(user), interruptible], ["grace", true])
    })
  )
})

describe("the time of a lookup", () => {
  it.scoped("is that of its policy, whatever it waits for", () =>
    Effect.gen(function* () {
      const retryPolicy = RetryPolicy.make(Schedule.forever, {
        deadline: "5 seconds",
        attemptTimeout: "1 minute"
      })
      const { start } = yield* client(never, { retryPolicy })
      const fiber = yield* start(errorsOf(...three))
      yield* TestClock.adjust("4999 millis")
      assert.isNull(fiber.unsafePoll())
      yield* TestClock.adjust("1 millis")
      for (const error of yield* ended(fiber)) {
        assert.deepInclude(error, {
          _tag: "RequestFailed",
          reason: "Timeout",
          attempts: 1,
          operation: "Users.get"
        })
      }
    })
  )

  it.scoped("goes on where others are asked for alone, and to the rest of one's keys", () =>
    Effect.gen(function* () {
      const retryPolicy = RetryPolicy.make(Schedule.stop, {
        deadline: "5 seconds",
        attemptTimeout: "1 minute"
      })
      const many = { edges: [], pageInfo: { hasNextPage: true, endCursor: "c" } }
      const { operations, start } = yield* client(
        (sent, index) =>
          sent.body.operationName === "UserApiKeys"
            ? "never"
            : nodes((names) => names.map((name) => person(name, name === "ada" ? { apiKeys: many } : {})))(
                sent,
                index
              ),
        { ...after({ UsersByUsername: "4 seconds" }), retryPolicy }
      )
      const fiber = yield* start(Effect.either(Users.get(byName("ada"))))
      const other = yield* start(Users.get(byName("grace")))
      yield* TestClock.adjust("4 seconds")
      deepStrictEqual(User.label(yield* ended(other)), "grace")
      assert.isNull(fiber.unsafePoll())
      yield* TestClock.adjust("1 second")
      const error = Either.getOrThrow(Either.flip(yield* ended(fiber)))
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "Timeout", operation: "Users.get" })
      deepStrictEqual(operations(), ["UsersByUsername", "UserApiKeys"])
    })
  )

  it.scoped("is no more than the call has left in which it is made", () =>
    Effect.gen(function* () {
      const retryPolicy = RetryPolicy.make(Schedule.stop, {
        deadline: "10 seconds",
        attemptTimeout: "1 minute"
      })
      const { operations, start, underWay } = yield* client(good, {
        ...after({ UsersByUsername: "8 seconds" }),
        retryPolicy
      })
      const begin = yield* Deferred.make<void>()
      const all = Effect.gen(function* () {
        const service = yield* WandbClient.WandbClient
        const lookups = yield* makeLookups(service)
        const one = (username: string) => Effect.either(lookups.one({ by: "username", value: username }))
        const short = service.call("mine")(
          Effect.zipRight(
            Effect.zipRight(service.query(viewerIdentity, {}), Deferred.await(begin)),
            one("ada")
          )
        )
        const long = Effect.zipRight(Deferred.await(begin), one("grace"))
        return yield* Effect.all([short, long, long], unbounded)
      })
      const fiber = yield* start(all)
      yield* TestClock.adjust("7 seconds")
      yield* Deferred.succeed(begin, undefined)
      yield* TestClock.adjust("3 seconds")
      deepStrictEqual([operations(), underWay], [["ViewerIdentity", "UsersByUsername"], ["UsersByUsername"]])
      yield* TestClock.adjust("5 seconds")
      const [short, ...others] = yield* ended(fiber)
      const error = Either.getOrThrow(Either.flip(short))
      assert.deepInclude(error, { _tag: "RequestFailed", reason: "Timeout", operation: "mine" })
      deepStrictEqual(others.map(Either.map(Option.isSome)), Arr.replicate(Either.right(true), 2))
    })
  )
})

describe("a defect", () => {
  const dying = (operation: string): AnyOptions => ({
    transformClient: HttpClient.transform((response, request) =>
      operationOf(request) === operation ? Effect.dieMessage("boom") : response
    )
  })
  const throwing: AnyOptions = {
    transformClient: HttpClient.mapRequest(() => {
      throw new Error("boom")
    })
  }

  it.scoped.each<readonly [string, AnyOptions, Answer]>([
    ["that dies", dying("UsersByUsername"), good],
    ["that throws", throwing, good],
    ["that dies of one who is asked for alone", dying("UserByUsername"), pages(() => ({ status: 400 }))]
  ])("of a transformed client %s is that of each who waits", ([, options, answer]) =>
    Effect.gen(function* () {
      const { start } = yield* client(answer, options)
      const fibers = yield* Effect.forEach([...three, byName("ada")], (lookup) => start(Users.get(lookup)))
      yield* settle
      for (const fiber of fibers) {
        const exit = yield* Effect.exit(ended(fiber))
        assert.isTrue(Exit.isFailure(exit) && Cause.isDie(exit.cause))
        assert.include(Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "", "boom")
      }
    })
  )

  it.scoped("of a document leaves nobody waiting in another one, and nothing behind", () =>
    Effect.gen(function* () {
      const { start, underWay } = yield* client(good, {
        transformClient: HttpClient.transform((response, request) => {
          if (operationOf(request) === "UsersByUsername") return Effect.dieMessage("boom")
          return Effect.zipLeft(response, Effect.sleep("1 second"))
        })
      })
      const lookups = [...three, ...["ada", "grace"].map((name): Lookup => ({ id: `id-${name}` }))]
      const fibers = yield* Effect.forEach(lookups, (lookup) => start(Users.get(lookup)))
      yield* TestClock.adjust("1 second")
      yield* settle
      for (const fiber of fibers) assert.isNotNull(fiber.unsafePoll())
      deepStrictEqual(underWay, [])
    })
  )

  it.scoped("does not keep others from asking after it", () =>
    Effect.gen(function* () {
      let dies = true
      const { run, start } = yield* client(good, {
        transformClient: HttpClient.transform((response) =>
          Effect.suspend(() => (dies ? Effect.dieMessage("boom") : response))
        )
      })
      yield* start(together(...three))
      yield* settle
      dies = false
      deepStrictEqual(yield* run(together(...three)), allThree)
    })
  )
})

/** `npm run campaign` makes more of them than `npm test`. */
const lookupsAtOnce = process.env.MODE === "campaign" ? 10_000 : 2_500

describe("thousands of lookups", () => {
  /** A server that fails, refuses and hides now and then. */
  const moody: Answer = (sent, index) => {
    if (index % 7 === 3) return { status: 503 }
    if (index % 11 === 5) return { status: 400 }
    return sent.body.operationName === "UsersByUsername" && index % 5 === 2
      ? data({ users: connection([null]) })
      : good(sent, index)
  }
  const kinds = [
    byName,
    (name: string): Lookup => ({ email: `${name}@example.com` }),
    (name: string): Lookup => ({ id: `id-${name}` })
  ] as const
  const random = Random.make("lookups")
  const below = (most: number) => random.nextIntBetween(0, most)
  const turns = Effect.flatMap(below(8), (count) => Effect.repeatN(Effect.yieldNow(), count))

  /** Is made some time, and may be given up some time later. */
  const one = Effect.gen(function* () {
    yield* turns
    const kind = kinds[yield* below(3)] ?? byName
    const fiber = yield* Effect.fork(get(kind(`n${yield* below(300)}`)))
    const isGivenUp = (yield* below(3)) === 0
    if (isGivenUp) {
      yield* turns
      yield* Fiber.interruptFork(fiber)
    }
    const exit = yield* Fiber.await(fiber)
    if (Exit.isSuccess(exit)) return "ended"
    return isGivenUp && Cause.isInterruptedOnly(exit.cause) ? "interrupted" : Cause.pretty(exit.cause)
  })

  it.scopedLive("end, unless they are given up, whenever they are made", () =>
    Effect.gen(function* () {
      const { run, underWay } = yield* client(moody)
      const all = yield* run(Effect.forEach(Arr.replicate(one, lookupsAtOnce), (one) => one, unbounded)).pipe(
        // Whoever waits for ever shall not keep the test waiting.
        Effect.disconnect,
        Effect.timeout("15 seconds")
      )
      const counts = Record.map(Arr.groupBy(all, identity), Arr.length)
      deepStrictEqual(Arr.sort(Record.keys(counts), Order.string), ["ended", "interrupted"])
      assert.isAbove(counts.interrupted ?? 0, lookupsAtOnce / 10)
      yield* settle
      deepStrictEqual(underWay, [])
    })
  )
})
