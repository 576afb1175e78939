import { FetchHttpClient, HttpApiClient, HttpClient, HttpClientRequest, OpenApi } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Fault, Instance, type Seed, Server, Snapshot } from "@effect-wandb/emulator"
import * as Control from "@effect-wandb/emulator/Control"
import { Effect, FastCheck, Fiber, Logger, LogLevel, Option, Redacted, Schema } from "effect"
import { existsSync, readFileSync } from "node:fs"
import { createServer, request } from "node:http"
import { inspect } from "node:util"
import * as Gate from "../src/internal/control/gate.js"
import { ask, at, currentKey, legacyKey, seed } from "./support.js"

const token = Redacted.make("a-control-token-for-tests")

/** An emulator on a socket, seen from within and from without. */
const start = (options?: Instance.Options) =>
  Effect.gen(function* () {
    const instance = yield* Instance.make(options)
    const { url } = yield* Effect.provideService(
      Server.serve({ port: 0, control: token }),
      Instance.Instance,
      instance
    )
    return { instance, url, client: yield* clientOf(url) }
  })

const clientOf = (baseUrl: string, given = token) =>
  Effect.provide(Control.client({ baseUrl, token: given }), FetchHttpClient.layer)

interface SendOptions {
  readonly body?: string
  readonly authorization?: string | null
}

/** Sends a request by hand. */
const send = (
  url: string,
  line: string,
  { authorization = `Bearer ${Redacted.value(token)}`, body }: SendOptions = {}
) =>
  Effect.promise(async () => {
    const [method = "", path = ""] = line.split(" ")
    const response = await fetch(`${url}/_emulator${path}`, {
      method,
      headers: authorization === null ? {} : { authorization },
      ...(body === undefined ? {} : { body })
    })
    const text = await response.text()
    return { status: response.status, text, headers: response.headers }
  })

const json = ({ text }: { readonly text: string }): unknown => JSON.parse(text)

const viewer = `query GetViewer { viewer { username } }`
const generate = `mutation { generateApiKey(input: {description: "made"}) { apiKey { id name } } }`
const create = `mutation { createUser(input: {email: "new@example.com"}) { user { username createdAt } } }`

/** Worlds of a few people with keys, some deleted, and of a few teams with members, invites and service accounts. */
const worlds = FastCheck.record({
  people: FastCheck.uniqueArray(
    FastCheck.record({
      username: FastCheck.stringMatching(/^user-[a-z]{1,4}$/),
      admin: FastCheck.boolean(),
      deleted: FastCheck.boolean(),
      apiKeys: FastCheck.array(FastCheck.record({ description: FastCheck.string({ maxLength: 5 }) }), {
        maxLength: 2
      })
    }),
    { selector: ({ username }) => username, maxLength: 4 }
  ),
  teams: FastCheck.array(
    FastCheck.record({
      oneIn: FastCheck.integer({ min: 1, max: 3 }),
      role: FastCheck.constantFrom("admin", "member", "view-only"),
      guests: FastCheck.nat(2),
      serviceAccounts: FastCheck.array(FastCheck.constant({ description: "ci" }), { maxLength: 2 })
    }),
    { maxLength: 3 }
  ),
  apiKeyListing: FastCheck.constantFrom("hashed" as const, "legacy" as const)
}).map(({ apiKeyListing, people, teams }) => {
  const seed: Seed.Seed = {
    users: people,
    teams: teams.map(({ guests, oneIn, role, serviceAccounts }, index) => ({
      name: `team-${index}`,
      members: people.filter((_, at) => at % oneIn === 0).map(({ username }) => ({ username, role })),
      invites: Array.from({ length: guests }, (_, guest) => ({ email: `guest-${guest}@example.org` })),
      serviceAccounts
    }))
  }
  return { apiKeyListing, seed }
})

/** All endpoints, each with a body that it takes. */
const endpoints: ReadonlyArray<readonly [line: string, body?: string]> = [
  ["GET /world"],
  ["GET /requests"],
  ["GET /faults"],
  ["POST /faults", "[]"],
  ["DELETE /faults"],
  ["GET /snapshot"],
  ["PUT /snapshot", "{}"],
  ["POST /reset"],
  ["GET /clock"],
  ["POST /clock", `{"adjust": 1}`],
  ["POST /sessions", `{"username": "admin"}`]
]

const encode = Schema.encodeSync(Snapshot.Snapshot)
/** A snapshot as JSON, where keys can be compared, and without the time at which it was taken. */
const plain = (snapshot: Snapshot.Snapshot) => ({ ...encode(snapshot), takenAt: "" })

describe("control", () => {
  it.scoped("shows the world", () =>
    Effect.gen(function* () {
      const { client, instance } = yield* start({ seed })
      const { apiKeys, teams, users } = yield* client.world
      deepStrictEqual(users, yield* instance.users)
      deepStrictEqual(apiKeys, yield* instance.apiKeys)
      deepStrictEqual(teams, yield* instance.teams)
      assert.lengthOf(users, 5)
      assert.lengthOf(teams, 1)
    })
  )

  it.scoped("gives the journal, from an entry on and as much of it as is wanted", () =>
    Effect.gen(function* () {
      const { client, instance } = yield* start()
      yield* instance.inject(Fault.respond({ status: 503, operation: "generateApiKey" }))
      for (const query of [viewer, generate, viewer]) yield* ask(instance, query, { some: [1, null] })
      yield* ask(instance, viewer, {}, { as: null })
      const all = yield* client.requests()
      deepStrictEqual(all, yield* instance.requests)
      assert.strictEqual(all[1]?.fault, "Respond")
      const ids = (options: Control.RequestsOptions) =>
        Effect.map(client.requests(options), (entries) => entries.map(({ id }) => id))
      deepStrictEqual(yield* ids({ after: 2 }), [3, 4])
      deepStrictEqual(yield* ids({ limit: 2 }), [1, 2])
      deepStrictEqual(yield* ids({ after: 1, limit: 2 }), [2, 3])
      deepStrictEqual(yield* ids({ after: 4 }), [])
      const error = yield* Effect.flip(client.requests({ limit: 0 }))
      assert.strictEqual(error._tag, "InvalidRequest")
    })
  )

  it.scoped("lets faults befall requests, shows those that wait, and forgets them", () =>
    Effect.gen(function* () {
      const { client, instance } = yield* start()
      yield* client.inject(
        Fault.respond({ status: 503, operation: "GetViewer", times: 2 }),
        Fault.dropBefore({ operation: "generateApiKey", probability: 0.5 })
      )
      assert.strictEqual((yield* ask(instance, viewer)).status, 503)
      deepStrictEqual(yield* client.faults, [
        { fault: Fault.respond({ status: 503, operation: "GetViewer", times: 2 }), met: 1, left: 1 },
        { fault: Fault.dropBefore({ operation: "generateApiKey", probability: 0.5 }), met: 0, left: null }
      ])
      yield* client.clearFaults
      deepStrictEqual(yield* client.faults, [])
      assert.strictEqual((yield* ask(instance, viewer)).status, 200)
    })
  )

  it.scoped("takes every kind of fault", () =>
    Effect.gen(function* () {
      const { client, instance } = yield* start()
      const faults = [
        Fault.respond({ status: 429, headers: { "retry-after": "1" }, body: { some: ["json"] } }),
        Fault.respondAfter({ status: 502, body: "text" }),
        Fault.dropBefore(),
        Fault.dropAfter({ times: 3 }),
        Fault.refuse({ probability: 0.1 }),
        Fault.delay("2 seconds"),
        Fault.delayAfter(Infinity),
        Fault.actLater(1),
        Fault.truncate(),
        Fault.malformedBody(),
        Fault.wrongContentType({ contentType: "text/plain" }),
        Fault.slowBody("1 minute"),
        Fault.graphqlErrors([{ message: "no", extensions: { code: "NO" } }], { status: 403 }),
        Fault.partialData({ path: ["users", "edges", 0], message: "gone" })
      ]
      assert.lengthOf(faults, Fault.Fault.members.length)
      yield* client.inject(...faults)
      deepStrictEqual(yield* client.faults, yield* instance.faults)
      deepStrictEqual(
        (yield* client.faults).map(({ fault }) => fault),
        faults
      )
    })
  )

  it.scoped("moves the clock: what is made is stamped by it, and what waits goes on", () =>
    Effect.gen(function* () {
      const { client, instance } = yield* start({ time: "2026-01-31T12:00:00Z" })
      const { adjust, now, setTime } = client.clock
      assert.strictEqual(yield* now, Date.parse("2026-01-31T12:00:00Z"))
      yield* adjust("2 hours")
      const created = yield* ask(instance, create)
      assert.strictEqual(at(created, "data", "createUser", "user", "createdAt"), "2026-01-31T14:00:00.000Z")

      yield* client.inject(Fault.delay("1 hour"))
      const waiting = yield* Effect.fork(ask(instance, viewer))
      yield* Effect.yieldNow()
      yield* adjust("59 minutes")
      assert.isTrue(Option.isNone(yield* Fiber.poll(waiting)))
      yield* adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(waiting)).status, 200)

      yield* setTime(0)
      assert.strictEqual(yield* instance.clock.now, 0)
      for (const error of [
        yield* Effect.flip(setTime(Number.NaN)),
        yield* Effect.flip(adjust(Infinity)),
        yield* Effect.flip(adjust(1e300))
      ]) {
        assert.strictEqual(error._tag, "InvalidRequest")
      }
      assert.strictEqual(yield* instance.clock.now, 0)
    })
  )

  it.scoped("takes durations and times as people write them", () =>
    Effect.gen(function* () {
      const { url } = yield* start({ time: "2026-01-31T12:00:00Z" })
      const moved = (body: unknown) =>
        Effect.map(send(url, "POST /clock", { body: JSON.stringify(body) }), json)
      deepStrictEqual(yield* moved({ adjust: "90 minutes" }), { now: "2026-01-31T13:30:00.000Z" })
      deepStrictEqual(yield* moved({ adjust: 500 }), { now: "2026-01-31T13:30:00.500Z" })
      deepStrictEqual(yield* moved({ setTime: "2026-02-01T01:00:00+01:00" }), {
        now: "2026-02-01T00:00:00.000Z"
      })
      deepStrictEqual(json(yield* send(url, "GET /clock")), { now: "2026-02-01T00:00:00.000Z" })
    })
  )

  it.scoped("goes back to a snapshot, and lets in whose keys are in it", () =>
    Effect.gen(function* () {
      const { client, instance } = yield* start({ seed, adminKey: currentKey })
      const before = yield* client.snapshot
      deepStrictEqual(plain(before), plain(yield* instance.snapshot))
      yield* ask(instance, create)
      assert.lengthOf((yield* client.world).users, 6)
      yield* client.restore(before)
      assert.lengthOf((yield* client.world).users, 5)
      deepStrictEqual(plain(yield* client.snapshot), plain(before))
      assert.strictEqual((yield* ask(instance, viewer, {}, { as: currentKey })).status, 200)
      assert.notInclude(JSON.stringify(encode(before)), Redacted.value(currentKey))
    })
  )

  it.scoped("takes the keys of an instance that lists them along, and gives them as Redacted", () =>
    Effect.gen(function* () {
      const { client, url } = yield* start({ seed, adminKey: legacyKey, apiKeyListing: "legacy" })
      const snapshot = yield* client.snapshot
      assert.include((yield* send(url, "GET /snapshot")).text, Redacted.value(legacyKey))
      assert.notInclude(inspect(snapshot, { depth: 9 }) + JSON.stringify(snapshot), Redacted.value(legacyKey))
      const other = yield* start({ apiKeyListing: "legacy" })
      yield* other.client.restore(snapshot)
      deepStrictEqual(plain(yield* other.client.snapshot), plain(snapshot))
      assert.strictEqual((yield* ask(other.instance, viewer, {}, { as: legacyKey })).status, 200)
    })
  )

  it.scoped("takes a snapshot that is larger than any other body may be", () =>
    Effect.gen(function* () {
      const { client } = yield* start()
      const snapshot = yield* client.snapshot
      const [admin] = snapshot.users
      assert.isDefined(admin)
      const large = { ...snapshot, users: [{ ...admin, name: "x".repeat(3 * 1024 * 1024) }] }
      yield* client.restore(large)
      deepStrictEqual(plain(yield* client.snapshot), plain(large))
      const error = yield* Effect.flip(
        client.inject(Fault.respond({ status: 200, body: "x".repeat(1024 * 1024) }))
      )
      assert.strictEqual(error.message, "the body is larger than 1 MiB")
      assert.strictEqual(error._tag, "InvalidRequest")
    })
  )

  it.scoped("resets to how it started, to the byte with a random seed", () =>
    Effect.gen(function* () {
      const { client, instance } = yield* start({ randomSeed: "again", time: "2026-01-31T12:00:00Z" })
      const first = yield* ask(instance, generate)
      yield* client.inject(Fault.refuse({ operation: "nothing" }))
      yield* client.clock.adjust("1 day")
      yield* client.reset
      deepStrictEqual(yield* client.faults, [])
      deepStrictEqual(yield* client.requests(), [])
      assert.strictEqual(yield* client.clock.now, Date.parse("2026-01-31T12:00:00Z"))
      assert.lengthOf((yield* client.world).apiKeys, 1)
      assert.strictEqual((yield* ask(instance, generate)).text, first.text)
    })
  )

  it.scoped("lends a session, the same one each time", () =>
    Effect.gen(function* () {
      const { client, instance } = yield* start({ seed })
      const session = yield* client.session("grace")
      assert.strictEqual(Redacted.value(yield* client.session("grace")), Redacted.value(session))
      assert.strictEqual(
        at(yield* ask(instance, viewer, {}, { as: session }), "data", "viewer", "username"),
        "grace"
      )
      assert.notInclude(inspect(session) + JSON.stringify(session), Redacted.value(session))
      const error = yield* Effect.flip(client.session("nobody"))
      assert.instanceOf(error, Instance.UnknownUser)
      assert.strictEqual(error.message, `there is no user "nobody" on this instance; seed or create it first`)
    })
  )

  it.scoped.prop(
    "carries any world over to another emulator, and back",
    [worlds],
    ([options]) =>
      Effect.gen(function* () {
        const origin = yield* Instance.make(options)
        yield* ask(origin, generate)
        yield* ask(origin, `mutation { deleteTeam(input: {teamName: "team-0"}) { success } }`)
        const snapshot = yield* origin.snapshot
        const { client } = yield* start({ apiKeyListing: options.apiKeyListing })
        yield* client.restore(snapshot)
        deepStrictEqual(plain(yield* client.snapshot), plain(snapshot))
        yield* origin.reset
        yield* origin.restore(yield* client.snapshot)
        deepStrictEqual(plain(yield* origin.snapshot), plain(snapshot))
      }),
    { fastCheck: { numRuns: 20 } }
  )

  it.effect("answers those who come while the first to ask leaves", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make()
      const control = yield* Gate.make(instance, () => true)
      const incoming = {
        method: "GET",
        path: "/_emulator/clock",
        query: "",
        header: () => undefined,
        body: ""
      }
      const first = yield* Effect.fork(control.answer(incoming))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(first)
      assert.strictEqual((yield* control.answer(incoming)).status, 200)
    })
  )

  it.scoped("says what is to be kept and cannot be", () =>
    Effect.gen(function* () {
      const full = { isFull: false }
      const { client } = yield* start({
        save: () => (full.isFull ? Effect.fail({ message: "the disk is full" }) : Effect.void)
      })
      const snapshot = yield* client.snapshot
      yield* client.reset
      full.isFull = true
      for (const error of [yield* Effect.flip(client.reset), yield* Effect.flip(client.restore(snapshot))]) {
        assert.instanceOf(error, Control.NotKept)
        assert.strictEqual(error.message, "the world has changed, but could not be kept: the disk is full")
      }
    })
  )
})

describe("what control refuses", () => {
  const invalidFault = (fault: unknown, ...problems: ReadonlyArray<Control.Problem>) =>
    ["POST /faults", JSON.stringify([fault]), ...problems] as const
  const notJson = { field: "", reason: "the body is not JSON" }
  const requests: ReadonlyArray<
    readonly [line: string, body: string, ...problems: ReadonlyArray<Control.Problem>]
  > = [
    ["POST /faults", "[{", notJson],
    ["PUT /snapshot", "{'version': 1}", notJson],
    ["POST /clock", "", { field: "", reason: "there is no body: JSON is wanted" }],
    ["POST /faults", "{}", { field: "", reason: "expected a list, got an object" }],
    invalidFault(
      { _tag: "DropAftr" },
      {
        field: "[0]._tag",
        reason: `unknown value "DropAftr"; did you mean "DropAfter"?`
      }
    ),
    invalidFault(
      { _tag: "Respond", status: 9999, operation: 3 },
      { field: "[0].operation", reason: "expected a string, got a number: put it in quotes" },
      { field: "[0].status", reason: "expected a number between 200 and 599, got 9999" }
    ),
    invalidFault(
      { _tag: "Refuse", operatoin: "users" },
      { field: "[0]", reason: `unknown field "operatoin" of Refuse; did you mean "operation"?` }
    ),
    ["POST /clock", "{}", { field: "", reason: "expected either adjust or setTime, got an object" }],
    [
      "POST /clock",
      `{"adjust": 1, "setTime": "2026-01-31T12:00:00Z"}`,
      { field: "", reason: "expected either adjust or setTime, got an object" }
    ],
    [
      "POST /clock",
      `{"setTime": "tomorrow"}`,
      {
        field: "setTime",
        reason: `expected a time with its zone such as "2026-01-31T12:00:00Z", got "tomorrow"`
      }
    ],
    [
      "POST /clock",
      `{"adjust": 1e300}`,
      { field: "adjust", reason: "the clock ends before that, in the year 275760" }
    ],
    [
      "POST /sessions",
      `{"user": "ada"}`,
      { field: "", reason: `unknown field "user"; known are username` },
      { field: "username", reason: "it is missing" }
    ]
  ]

  it.scoped("is told with the place and what is expected there", () =>
    Effect.gen(function* () {
      const { client, url } = yield* start()
      const before = plain(yield* client.snapshot)
      for (const [line, body, ...problems] of requests) {
        const answer = yield* send(url, line, { body })
        assert.strictEqual(answer.status, 400, answer.text)
        deepStrictEqual(at({ ...answer, json: json(answer) }, "problems"), problems)
        assert.isNotEmpty(at({ ...answer, json: json(answer) }, "message"))
      }
      deepStrictEqual(yield* client.faults, [])
      deepStrictEqual(plain(yield* client.snapshot), before)
    })
  )

  it.scoped("is at most twenty problems", () =>
    Effect.gen(function* () {
      const { url } = yield* start()
      const answer = yield* send(url, "POST /faults", { body: JSON.stringify(Array.from({ length: 50 })) })
      const problems = at({ ...answer, json: json(answer) }, "problems")
      assert.lengthOf(Array.isArray(problems) ? problems : [], 20)
    })
  )

  it.scoped("is told by the client before anything is sent as it would be after", () =>
    Effect.gen(function* () {
      const { client } = yield* start()
      const error = yield* Effect.flip(client.inject({ _tag: "Respond", status: 9999 }))
      assert.instanceOf(error, Control.InvalidRequest)
      assert.strictEqual(error.message, "[0].status: expected a number between 200 and 599, got 9999")
    })
  )

  it.scoped("is a snapshot that contradicts itself, by the field", () =>
    Effect.gen(function* () {
      const { client } = yield* start()
      const snapshot = yield* client.snapshot
      const [key] = snapshot.apiKeys
      assert.isDefined(key)
      const error = yield* Effect.flip(client.restore({ ...snapshot, apiKeys: [{ ...key, owner: 7 }] }))
      assert.instanceOf(error, Instance.InvalidSnapshot)
      assert.strictEqual(error.message, "apiKeys[0].owner: there is no such user")
      deepStrictEqual(plain(yield* client.snapshot), plain(snapshot))
    })
  )

  it.scoped("is whoever has not the token, whatever they ask for", () =>
    Effect.gen(function* () {
      const { client, instance, url } = yield* start()
      yield* instance.inject(Fault.refuse())
      const before = plain(yield* instance.snapshot)
      const wrong = Redacted.make(`${Redacted.value(token)}-`)
      const authorizations = [
        null,
        "Bearer ",
        `Bearer ${Redacted.value(wrong)}`,
        `Bearer ${Redacted.value(token).slice(0, -1)}`,
        `Bearer ${Redacted.value(instance.adminKey)}`,
        `Basic ${btoa(`api:${Redacted.value(token)}`)}`,
        Redacted.value(token)
      ]
      for (const [line, body] of [...endpoints, ["GET /nothing"] as const]) {
        const authorization = authorizations.shift() ?? null
        const answer = yield* send(url, line, { authorization, ...(body === undefined ? {} : { body }) })
        assert.strictEqual(answer.status, 401, line)
        deepStrictEqual(json(answer), {
          _tag: "Unauthorized",
          message:
            "the control token is missing or wrong: send the one that the emulator was started with, as Authorization: Bearer <token>"
        })
      }
      const stranger = yield* clientOf(url, wrong)
      assert.instanceOf(yield* Effect.flip(stranger.reset), Control.Unauthorized)
      assert.instanceOf(yield* Effect.flip(stranger.inject()), Control.Unauthorized)
      assert.instanceOf(yield* Effect.flip(stranger.session("admin")), Control.Unauthorized)
      // A large body is read of those who are let in, and of others no more than of any request.
      const large = "x".repeat(1024 * 1024 + 1)
      assert.strictEqual((yield* send(url, "PUT /snapshot", { body: large })).status, 400)
      const status = yield* Effect.async<number | undefined>((resume) => {
        const sending = request(`${url}/_emulator/snapshot`, {
          method: "PUT",
          headers: { authorization: `Bearer ${Redacted.value(wrong)}`, "content-length": 2 * large.length }
        })
          .on("error", () => {})
          .on("response", ({ statusCode }) => {
            resume(Effect.succeed(statusCode))
            sending.destroy()
          })
        sending.write(large)
      })
      assert.strictEqual(status, 401)
      deepStrictEqual(plain(yield* instance.snapshot), before)
      assert.lengthOf(yield* client.faults, 1)
    })
  )

  it.scoped("is everybody where control was not asked for, with a word on how to", () =>
    Effect.gen(function* () {
      const { url } = yield* Server.serve({ port: 0 })
      for (const [line, body] of [...endpoints, ["GET /openapi.json"] as const, ["GET "] as const]) {
        const answer = yield* send(url, line, body === undefined ? {} : { body })
        assert.strictEqual(answer.status, 404, line)
        assert.include(answer.text, "--control")
      }
      const client = yield* clientOf(url)
      const error = yield* Effect.flip(client.world)
      assert.instanceOf(error, Control.ControlUnavailable)
      assert.strictEqual(
        error.message,
        `there is no emulator to be controlled at ${url}: 404, control is off: start the emulator with --control, or with a token as the option control of Server.serve`
      )
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.scoped("is a token that can be guessed or not be sent, when the server is started", () =>
    Effect.gen(function* () {
      for (const control of ["", "fifteen-letters", "sixteen letters!", "sixteen-letters-ö"]) {
        const error = yield* Effect.flip(Server.serve({ port: 0, control: Redacted.make(control) }))
        assert.instanceOf(error, Server.InvalidOption)
        assert.strictEqual(error.field, "control")
        if (control !== "") assert.notInclude(error.message, control)
      }
      yield* Server.serve({ port: 0, control: Redacted.make("sixteen-letters!") })
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.scoped("is a path or a method that is none", () =>
    Effect.gen(function* () {
      const { url } = yield* start()
      const nothing = yield* send(url, "GET /nothing")
      assert.strictEqual(nothing.status, 404)
      assert.include(nothing.text, "/_emulator/clock")
      for (const [line, allow] of [
        ["PUT /faults", "GET, POST, DELETE"],
        ["OPTIONS /world", "GET"],
        ["HEAD /snapshot", "GET, PUT"]
      ] as const) {
        const answer = yield* send(url, line)
        assert.strictEqual(answer.status, 405, line)
        assert.strictEqual(answer.headers.get("allow"), allow)
      }
    })
  )
})

describe("what control says of a failure", () => {
  const secret = "s3cr3t-of-mine"
  const canaries = [secret, Redacted.value(legacyKey), Redacted.value(currentKey)]

  /** Whatever can be sent wrongly, with a secret in it. */
  const spoilt = (canary: string, snapshot: typeof Snapshot.Snapshot.Encoded) => {
    const [key] = snapshot.apiKeys
    const withKey = (fields: object) =>
      ["PUT /snapshot", JSON.stringify({ ...snapshot, apiKeys: [{ ...key, ...fields }] })] as const
    const hidden: ReadonlyArray<readonly [line: string, body?: string]> = [
      withKey({ secret: canary, owner: 7 }),
      withKey({ secret: [canary] }),
      withKey({ secret: canary, keyId: [canary] }),
      withKey({ secret: canary, digest: canary }),
      withKey({ secret: canary, description: { canary } }),
      withKey({ secret: canary, [canary]: 1 }),
      ["PUT /snapshot", `{"apiKeys": [{"secret": "${canary}",}]}`],
      ["PUT /snapshot", canary],
      ["PUT /snapshot", JSON.stringify(canary)],
      ["PUT /snapshot", JSON.stringify({ [canary]: { secret: canary } })],
      ["POST /faults", JSON.stringify([{ _tag: "Respond", status: "200", body: { key: canary } }])],
      ["POST /faults", `[{"_tag": "Respond", "status": 200, "body": ${canary}}]`]
    ]
    // What is meant to be told may be a key, but no password.
    const odd: typeof hidden = [
      ["POST /faults", JSON.stringify([canary])],
      ["POST /faults", JSON.stringify([{ _tag: canary }])],
      ["POST /faults", JSON.stringify([{ _tag: "Refuse", [canary]: 1 }])],
      ["POST /faults", JSON.stringify([{ _tag: "Delay", duration: canary }])],
      ["POST /clock", JSON.stringify({ setTime: canary })],
      ["POST /sessions", JSON.stringify({ username: canary })],
      [`GET /requests?after=${canary}`],
      [`GET /requests?${canary}=1`]
    ]
    return [...hidden, ...(canary === secret ? [] : odd), [`GET /${canary}`] as const]
  }

  it.scoped("shows no secret, and nor do errors and the log", () => {
    const log: Array<unknown> = []
    const logger = Logger.make((entry) => void log.push(entry.message, entry.cause, entry.annotations))
    const shown = (...values: ReadonlyArray<unknown>) => {
      const text = values
        .map(
          (value) =>
            `${String(value)}${JSON.stringify(value)}${inspect(value, { depth: 20, showHidden: true })}`
        )
        .join()
      for (const canary of [...canaries, Redacted.value(token)]) assert.notInclude(text, canary)
    }
    return Effect.gen(function* () {
      const { client, instance, url } = yield* start({ apiKeyListing: "legacy", adminKey: legacyKey })
      const snapshot = yield* client.snapshot
      for (const canary of canaries) {
        for (const [line, body] of spoilt(canary, encode(snapshot))) {
          const answer = yield* send(url, line, body === undefined ? {} : { body })
          assert.isAtLeast(answer.status, 400, line)
          shown(answer.text, [...answer.headers])
        }
        shown((yield* send(url, "GET /world", { authorization: `Bearer ${canary}` })).text)
      }

      const [key] = snapshot.apiKeys
      assert.isDefined(key)
      const withKey = (fields: Partial<typeof key>) =>
        Effect.flip(client.restore({ ...snapshot, apiKeys: [{ ...key, ...fields }] }))
      shown(yield* withKey({ digest: Redacted.value(currentKey) }))
      shown(yield* withKey({ secret: currentKey }))
      shown(yield* withKey({ owner: 7 }))
      shown(yield* Effect.flip(client.session(Redacted.value(currentKey))))
      shown(yield* Effect.flip(client.inject({ _tag: "Respond", status: 0, body: secret })))
      const stranger = yield* clientOf(url, Redacted.make(secret))
      shown(yield* Effect.flip(stranger.world))
      const lost = yield* clientOf((yield* Effect.scoped(start())).url)
      shown(yield* Effect.flip(lost.restore(snapshot)))

      // What was injected in process is not checked, so that it is found out when it is to be shown.
      yield* instance.inject({ _tag: "Respond", status: 9999, body: secret })
      const failed = yield* send(url, "GET /faults")
      assert.strictEqual(failed.status, 500)
      shown(failed.text, yield* Effect.flip(client.faults))
      shown(...log)
      deepStrictEqual(plain(yield* client.snapshot), plain(snapshot))
    }).pipe(Effect.provide([Logger.add(logger), Logger.minimumLogLevel(LogLevel.All)]))
  })
})

describe("a client of control", () => {
  it.scoped("says what there is instead of an emulator", () =>
    Effect.gen(function* () {
      const reasonAt = (baseUrl: string) =>
        Effect.gen(function* () {
          const client = yield* clientOf(baseUrl)
          const error = yield* Effect.flip(client.world)
          assert.instanceOf(error, Control.ControlUnavailable)
          return error.reason
        })
      const other = yield* Effect.acquireRelease(
        Effect.async<ReturnType<typeof createServer>>((resume) => {
          const server = createServer((incoming, outgoing) => {
            const [status, type] = (incoming.url ?? "").split("/").slice(1)
            outgoing.writeHead(Number(status), { "content-type": `text/${type}` })
            outgoing.end(`you sent ${incoming.headers.authorization}`)
          }).listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) =>
          Effect.async<void>((resume) => {
            server.close(() => resume(Effect.void))
            server.closeAllConnections()
          })
      )
      const address = other.address()
      const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
      assert.strictEqual(yield* reasonAt(`${url}/418/plain`), "418, you sent Bearer <redacted>")
      assert.strictEqual(yield* reasonAt(`${url}/502/html`), "it answers with status 502")
      assert.strictEqual(
        yield* reasonAt(`${url}/200/html`),
        "its answer is not what an emulator of this version answers"
      )
      const gone = yield* Effect.scoped(start())
      assert.strictEqual(yield* reasonAt(gone.url), "the connection failed (ECONNREFUSED)")
      assert.strictEqual(yield* reasonAt("nowhere"), "the base URL is none")
    })
  )

  it.scoped("can be made of the API by who wants another", () =>
    Effect.gen(function* () {
      const { url } = yield* start()
      const client = yield* HttpApiClient.make(Control.Api, {
        baseUrl: url,
        transformClient: HttpClient.mapRequest(HttpClientRequest.bearerToken(token))
      })
      const { apiKey, username } = yield* client.session({ payload: { username: "admin" } })
      assert.strictEqual(username, "admin")
      assert.isTrue(Redacted.isRedacted(apiKey))
      assert.instanceOf(
        yield* Effect.flip(client.session({ payload: { username: "x" } })),
        Instance.UnknownUser
      )
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )
})

describe("the API of control", () => {
  it.scoped("is shown as OpenAPI to everybody", () =>
    Effect.gen(function* () {
      const { url } = yield* start()
      const answer = yield* send(url, "GET /openapi.json", { authorization: null })
      assert.strictEqual(answer.status, 200)
      const { paths } = OpenApi.fromApi(Control.Api)
      deepStrictEqual(
        Object.entries(paths).flatMap(([path, methods]) =>
          Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace("/_emulator", "")}`)
        ),
        endpoints.map(([line]) => line)
      )
      deepStrictEqual(json(answer), JSON.parse(JSON.stringify(OpenApi.fromApi(Control.Api))))
    })
  )

  // A start takes 200 ms at most, and the API takes half of that.
  it("is loaded by nothing that a server or a program in process begins with", () => {
    const reached = new Set<string>()
    const follow = (file: URL): void => {
      if (reached.has(file.pathname) || !existsSync(file)) return
      reached.add(file.pathname)
      for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(
        /^(?:import|export|\} from) (?!type )[^;]*?from "([^"]+)"/gm
      )) {
        if (specifier.startsWith(".")) follow(new URL(specifier.replace(/\.js$/, ".ts"), file))
        else reached.add(specifier)
      }
    }
    follow(new URL("../src/index.ts", import.meta.url))
    const api = [...reached].filter((name) => /HttpApi|OpenApi|control\/app|control\/api/.test(name))
    assert.include([...reached].join(), "control/gate")
    deepStrictEqual(api, [])
  })
})
