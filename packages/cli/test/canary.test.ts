import { assert, describe, it } from "@effect/vitest"
import { strictEqual } from "@effect/vitest/utils"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { Effect, Redacted } from "effect"
import { formats } from "../src/internal/settings.js"
import { looksLikeKey } from "../src/internal/looksLikeKey.js"
import { patiently, run, type Ran } from "./support/cli.js"
import { seed, strangeKey } from "./support/worlds.js"

const legacy = Redacted.make("local-3f9a0c1e7b6d5a4f8e2cd1b0a9f8e7c6d5b4a3e2")

/** The same world with keys that are known. */
const known = {
  ...seed,
  users: seed.users.map((user) =>
    user.username === "ada" ? { ...user, apiKeys: [{ description: "laptop", secret: legacy }] } : user
  )
}

const expectNone = (ran: Ran) =>
  Effect.gen(function* () {
    const { secrets } = yield* WandbTest.WandbTest
    for (const secret of [...secrets, legacy, strangeKey]) {
      for (const text of [ran.stdout, ran.stderr]) {
        // The public name of a key is its first half at most.
        const hidden = Redacted.value(secret).slice(-20)
        assert.notInclude(text, hidden)
        assert.notInclude(
          text,
          Buffer.from(`api:${Redacted.value(secret)}`)
            .toString("base64")
            .slice(0, 40)
        )
      }
    }
    return ran
  })

const inEither = (test: Effect.Effect<void, never, WandbTest.WandbTest>) =>
  Effect.all([
    Effect.provide(test, WandbTest.layer(known, { apiKeyListing: "legacy" })),
    Effect.provide(test, WandbTest.layer(seed))
  ]).pipe(Effect.orDie)

describe("no command shows a secret", () => {
  it.effect("in any form of its data", () =>
    inEither(
      Effect.gen(function* () {
        for (const line of [["users", "list"], ["users", "get", "ada"], ["whoami"]]) {
          for (const format of line.includes("list") ? formats : (["table", "json"] as const)) {
            const { status } = yield* Effect.flatMap(
              run([...line, "-o", format, "--verbose", "--log-level=all"]),
              expectNone
            )
            strictEqual(status, 0)
          }
        }
      })
    )
  )

  it.effect("when it fails, however much it tells", () =>
    inEither(
      Effect.gen(function* () {
        const { instance } = yield* WandbTest.WandbTest
        const key = Redacted.value(instance.adminKey)
        const faults = [
          Fault.respond({ status: 403, body: { error: `the key ${key} may not do this` }, times: 9 }),
          Fault.respond({
            status: 500,
            body: `authorization: Basic ${Buffer.from(`api:${key}`).toString("base64")}`,
            times: 99
          }),
          Fault.graphqlErrors([{ message: `no ${key}` }], { times: 9 }),
          Fault.dropBefore({ times: 99 }),
          Fault.malformedBody({ times: 9 })
        ]
        for (const fault of faults) {
          yield* instance.clearFaults
          yield* instance.inject(fault)
          const ran = yield* Effect.flatMap(
            patiently(["users", "get", "ada", "--verbose", "--log-level=trace"]),
            expectNone
          )
          strictEqual(ran.status, 1)
        }
        const env = { WANDB_API_KEY: Redacted.value(strangeKey) }
        strictEqual((yield* Effect.flatMap(run(["whoami", "--verbose"], { env }), expectNone)).status, 1)
      })
    )
  )

  it.effect("when it is given as an argument, and does nothing then", () =>
    Effect.gen(function* () {
      for (const secret of [strangeKey, legacy].map(Redacted.value)) {
        for (const line of [
          ["users", "get", secret],
          ["whoami", `--api-key-file=${secret}`],
          [secret],
          ["--api-key", secret],
          ["users", "list", "--base-url", `https://api:${secret}@x`]
        ]) {
          const ran = yield* Effect.flatMap(run([...line, "--verbose"]), expectNone)
          strictEqual(ran.status, 1)
          assert.notInclude(ran.stderr, secret)
        }
        assert.include((yield* run(["users", "get", secret])).stderr, "An argument looks like an API key")
      }
      strictEqual((yield* WandbTest.requests).length, 0)
    }).pipe(Effect.provide(WandbTest.layer(known, { apiKeyListing: "legacy" })))
  )
})

describe("what looks like a key", () => {
  it.effect("is no ordinary word, path, address or id", () =>
    Effect.sync(() => {
      for (const word of [
        "VXNlcjoxMjM=",
        "ada.lovelace@mathematics.example.com",
        "a-team-with-a-name-that-nobody-would-want-to-type",
        "/builds/0123456789012345678901234567890123456789/key",
        "--store-command=vault kv put secret/wandb key=-",
        "wandb_v1_LSzzVsiwG7t",
        "api.wandb.ai",
        "123e4567-e89b-12d3-a456-426614174000"
      ]) {
        strictEqual(looksLikeKey(word), false, word)
      }
    })
  )

  it.effect("is a key of any form, also within another word", () =>
    Effect.sync(() => {
      const jwt = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.${"x1".repeat(20)}`
      for (const word of [
        Redacted.value(strangeKey),
        Redacted.value(legacy),
        "0a".repeat(20),
        jwt,
        `x=${Redacted.value(strangeKey)}`,
        `--key=${"0a".repeat(20)}`
      ]) {
        strictEqual(looksLikeKey(word), true)
      }
    })
  )
})
