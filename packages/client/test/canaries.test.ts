import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { Emulator, Fault, Instance } from "@effect-wandb/emulator"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, Layer, Redacted } from "effect"
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { calls } from "./operations.js"
import { causeForms, forms, inTime, metricForms, watched } from "./watching.js"

const legacyKey = "local-0123456789abcdef0123456789abcdef01234567"

/** More of a key than its public name, as it is or as it stands in a header; keys that are made here come in two forms. */
const keyLike = new RegExp(
  [
    "wandb_v1_\\w{12}",
    "local-[0-9a-f]{21}",
    btoa("api:local-").slice(0, 13),
    btoa("api:wandb_v1_").slice(0, 17)
  ].join("|")
)

const expectNoKey = (where: string, shown: ReadonlyArray<string>) => {
  assert.strictEqual(
    shown.findIndex((text) => keyLike.test(text)),
    -1,
    `${where} shows a key`
  )
}

/** Each way to go wrong, of the request that matters to the operation or of any. */
const faults: ReadonlyArray<readonly [string, Fault.Fault]> = [
  ["a refused connection", Fault.refuse({ times: 9 })],
  ["a connection lost before the effect", Fault.dropBefore({ times: 9 })],
  ["a connection lost after the effect", Fault.dropAfter({ times: 9 })],
  ["half an answer", Fault.truncate({ times: 9 })],
  ["an answer that comes too late", Fault.delayAfter("11 seconds", { times: 9 })],
  ["an effect that comes too late", Fault.delay("11 seconds", { times: 9 })],
  ["a page for browsers", Fault.respondAfter({ status: 200, body: "<html></html>", times: 9 })],
  ["status 401", Fault.respond({ status: 401, body: { error: "unauthorized" }, times: 9 })],
  ["status 403", Fault.respond({ status: 403, times: 9 })],
  ["status 429", Fault.respond({ status: 429, headers: { "retry-after": "1" }, times: 9 })],
  ["status 502", Fault.respondAfter({ status: 502, times: 9 })]
]

const world = Effect.map(
  Instance.make({
    adminKey: Redacted.make(legacyKey),
    // The entity that the operations are called with is the first user of an instance.
    seed: {
      users: [{ username: "ada", admin: true, apiKeys: [{ description: "d" }] }, { username: "grace" }],
      teams: [
        {
          name: "engine",
          members: [{ username: "ada" }, { username: "grace", role: "admin" }],
          invites: [{ email: "mary@example.com" }],
          serviceAccounts: [{ description: "ci" }]
        }
      ]
    },
    // Listings then show whole keys too.
    apiKeyListing: "legacy"
  }),
  (instance) => ({
    instance,
    layer: Wandb.layer({
      apiKey: instance.adminKey,
      baseUrl: Emulator.baseUrl,
      retryPolicy: RetryPolicy.none
    }).pipe(
      Layer.provide(Emulator.layerHttpClient),
      Layer.provide(Layer.succeed(Instance.Instance, instance))
    )
  })
)

describe("over a server that lists whole keys, no key is shown", () => {
  for (const [name, program] of Object.entries(calls)) {
    it.effect(`by ${name}, nor by the server's log, whatever goes wrong`, () =>
      Effect.forEach(faults, ([what, fault]) =>
        Effect.gen(function* () {
          const { instance, layer } = yield* world
          yield* instance.inject(fault)
          const logged = Effect.tap(program, (value) => Effect.logInfo("value", value))
          const { lines, result, seen } = yield* inTime(watched(logged, layer))
          expectNoKey(`the log after ${what}`, lines)
          expectNoKey(`a span after ${what}`, seen)
          expectNoKey(
            `the result after ${what}`,
            Either.isLeft(result) ? causeForms(result.left) : forms(result)
          )
          const requests = yield* instance.requests
          assert.isAbove(requests.length, 0)
          expectNoKey(`the server's log after ${what}`, forms(requests))
        })
      )
    )
  }
})

describe("over a server that lists whole keys, no key is shown either", () => {
  it.effect("by the metrics of all that", () =>
    Effect.gen(function* () {
      const shown = yield* metricForms
      assert.isAbove(shown.length, 100)
      expectNoKey("a metric", shown)
    })
  )
})

describe("a failure that nobody catches", () => {
  it("shows no key where Node prints it, and what went wrong", ({ onTestFinished }) => {
    const root = fileURLToPath(new URL("../../..", import.meta.url))
    const bundles = mkdtempSync(join(tmpdir(), "client-"))
    onTestFinished(() => rmSync(bundles, { recursive: true }))
    const program = "packages/client/test/fixtures/unhandled"
    execFileSync(process.execPath, ["scripts/bundle.mjs", bundles, `${program}.ts`], { cwd: root })
    const { stderr, stdout } = spawnSync(
      process.execPath,
      ["--unhandled-rejections=warn", join(bundles, `${program}.mjs`)],
      { encoding: "utf8" }
    )
    assert.include(stdout, "all are rejected")
    for (const tag of ["Unauthenticated", "PermissionDenied", "RequestFailed", "OutcomeUnknown"]) {
      assert.include(stderr, tag)
    }
    assert.notInclude(stderr, "test-api-key-0123456789")
    assert.notInclude(stderr, btoa("api:test-api-key-0123456789").slice(0, -4))
  })
})
