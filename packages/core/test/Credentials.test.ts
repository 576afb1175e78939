import { Credentials } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Redacted } from "effect"
import { inspect } from "node:util"
import { currentKey, legacyKey, secret } from "./support.js"

const keyInForce = Effect.map(Credentials.Credentials, ({ apiKey }) =>
  Redacted.value(Option.getOrThrow(apiKey))
)
const mock = Credentials.layerMock(secret(legacyKey))

describe("Credentials.actAs", () => {
  it.effect("puts another key in force for a program and its fibers, and not beyond", () =>
    Effect.gen(function* () {
      const within = yield* keyInForce.pipe(
        Effect.fork,
        Effect.flatMap(Fiber.join),
        Credentials.actAs(secret(currentKey))
      )
      assert.strictEqual(within, currentKey)
      assert.strictEqual(yield* keyInForce, legacyKey)
    }).pipe(Effect.provide(mock))
  )

  it.effect("keeps the connection that the credentials are for", () =>
    Effect.gen(function* () {
      const before = yield* Credentials.Credentials
      const within = yield* Credentials.actAs(Credentials.Credentials, secret(currentKey))
      assert.strictEqual(within.connection, before.connection)
    }).pipe(Effect.provide(mock))
  )

  it.effect("prints as nothing that is a secret", () =>
    Effect.gen(function* () {
      const credentials = yield* Credentials.Credentials
      assert.notInclude(inspect(credentials) + JSON.stringify(credentials) + String(credentials), legacyKey)
    }).pipe(Effect.provide(mock))
  )
})
