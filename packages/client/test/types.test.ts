import { Operation, Wandb, type WandbClient } from "@effect-wandb/client"
import type { ApiKeys, Credentials, Teams, Users, WandbError } from "@effect-wandb/core"
import type { HttpClient } from "@effect/platform"
import { describe, expectTypeOf, it } from "@effect/vitest"
import { type ConfigError, type Effect, type Layer, type Redacted, Schema } from "effect"

// What these hold is checked by the compiler: they can only fail in `npm run check`.

type Services =
  Users.Users | ApiKeys.ApiKeys | Teams.Teams | Credentials.Credentials | WandbClient.WandbClient

describe("the layers", () => {
  it("provide all services and need an HttpClient alone", () => {
    const layer = (apiKey: Redacted.Redacted) => Wandb.layer({ apiKey })
    expectTypeOf(layer).returns.toEqualTypeOf<
      Layer.Layer<Services, WandbError.InvalidApiKey | WandbError.InvalidInput, HttpClient.HttpClient>
    >()
    expectTypeOf(Wandb.layerConfig).returns.toEqualTypeOf<
      Layer.Layer<Services, ConfigError.ConfigError, HttpClient.HttpClient>
    >()
  })
})

describe("misuse", () => {
  it("does not compile", () => {
    // @ts-expect-error a key in plain text ends up in logs
    const plainKey = () => Wandb.layer({ apiKey: "0123456789abcdef0123456789abcdef01234567" })
    // @ts-expect-error a client acts by something
    const nobody = () => Wandb.layer({})
    const both = (apiKey: Redacted.Redacted, identityToken: Effect.Effect<Redacted.Redacted>) =>
      // @ts-expect-error and not by two things
      Wandb.layer({ apiKey, identityToken })
    const result = Schema.Struct({})
    const document = ""
    const big = Schema.Struct({ a: Schema.BigIntFromSelf })
    const secret = Schema.Struct({ a: Schema.RedactedFromSelf(Schema.String) })
    // @ts-expect-error variables are sent as JSON, which has no bigint
    const bigint = () => Operation.query("Q", { document, variables: big, result })
    // @ts-expect-error nor would a redacted value arrive as what it is
    const redacted = () => Operation.query("Q", { document, variables: secret, result })
    expectTypeOf([plainKey, nobody, both, bigint, redacted]).toBeArray()
  })
})
