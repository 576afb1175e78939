import { KeyRotation, RotationJournal, TemporaryKey } from "@effect-wandb/admin"
import type { ApiKey, ApiKeySecret, ApiKeys, Credentials, Users, WandbError } from "@effect-wandb/core"
import type { KeyValueStore } from "@effect/platform"
import { Effect, type Layer, type Scope } from "effect"
import { describe, expect, test } from "tstyche"

declare const key: ApiKey.ApiKey
declare const secret: ApiKeySecret.ApiKeySecret

declare class Vault {
  readonly secrets: ReadonlyMap<string, string>
}
declare const store: (key: ApiKey.GeneratedApiKey) => Effect.Effect<void, "vault sealed", Vault>
declare const load: (key: ApiKey.ApiKey) => Effect.Effect<ApiKeySecret.ApiKeySecret, "unread", Vault>
declare const program: (key: ApiKey.GeneratedApiKey) => Effect.Effect<"done", "mine", Vault | Scope.Scope>
declare const verify: (key: ApiKey.GeneratedApiKey) => Effect.Effect<boolean, "unverified", Scope.Scope>

/** The services of core, and the journal. */
type Needs = ApiKeys.ApiKeys | Users.Users | Credentials.Credentials | RotationJournal.RotationJournal

describe("a rotation", () => {
  const rotation = KeyRotation.rotate({ old: key, store, verify })

  test("needs the services of core and the journal, and what its own steps need", () => {
    expect<Effect.Effect.Context<typeof rotation>>().type.toBe<Needs | Vault | Scope.Scope>()
    const plain = KeyRotation.rotate({ old: "a1b2c3", store: () => Effect.void })
    expect<Effect.Effect.Context<typeof plain>>().type.toBe<Needs>()
  })

  test("fails with what its own steps fail with inside of RotationFailed, and with nothing else of theirs", () => {
    expect<Effect.Effect.Error<typeof rotation>>().type.toBe<
      KeyRotation.RotateError<"vault sealed" | "unverified">
    >()
    type Failed = Extract<Effect.Effect.Error<typeof rotation>, { readonly _tag: "RotationFailed" }>
    expect<Failed>().type.toBe<
      KeyRotation.RotationFailed<"vault sealed" | "unverified" | KeyRotation.StepError>
    >()
  })

  test("narrows when one of its errors is caught", () => {
    const caught = rotation.pipe(Effect.catchTag("RotationExists", () => Effect.void))
    expect<Effect.Effect.Error<typeof caught>>().type.toBe<
      Exclude<KeyRotation.RotateError<"vault sealed" | "unverified">, KeyRotation.RotationExists>
    >()
  })

  test("is of a key that is known, and has somewhere to put the new one", () => {
    expect(KeyRotation.rotate).type.toBeCallableWith({ old: key, store })
    expect(KeyRotation.rotate).type.not.toBeCallableWith({ store })
    expect(KeyRotation.rotate).type.not.toBeCallableWith({ old: key })
    expect(KeyRotation.rotate).type.not.toBeCallableWith({ old: secret, store })
  })
})

describe("what becomes of a rotation that was cut off", () => {
  test("needs the same as the rotation did", () => {
    const resumed = KeyRotation.resume("r1", { store, load })
    expect<Effect.Effect.Context<typeof resumed>>().type.toBe<Needs | Vault>()
    expect<Effect.Effect.Error<typeof resumed>>().type.toBe<
      KeyRotation.ResumeError<"vault sealed" | "unread">
    >()
    expect(KeyRotation.rollBack("r1")).type.toBe<
      Effect.Effect<KeyRotation.RolledBack, KeyRotation.RollBackError<never>, Needs>
    >()
  })

  test("is loaded as a secret, not as plain text", () => {
    expect(KeyRotation.resume).type.not.toBeCallableWith("r1", {
      store,
      load: () => Effect.succeed("0123456789abcdef")
    })
  })

  test("is read from the journal alone", () => {
    expect<
      Effect.Effect.Context<typeof KeyRotation.unfinished>
    >().type.toBe<RotationJournal.RotationJournal>()
    expect<
      Effect.Effect.Context<ReturnType<typeof KeyRotation.get>>
    >().type.toBe<RotationJournal.RotationJournal>()
  })

  test("holds no secret in any of its states", () => {
    type Values<A> = A extends object ? A[keyof A] : never
    expect<
      Extract<Values<KeyRotation.State>, ApiKeySecret.ApiKeySecret | ApiKey.GeneratedApiKey>
    >().type.toBe<never>()
  })
})

describe("a journal", () => {
  test("is kept in memory, or needs a place to be kept", () => {
    expect(RotationJournal.layerMemory).type.toBe<Layer.Layer<RotationJournal.RotationJournal>>()
    expect(RotationJournal.layerKeyValueStore()).type.toBe<
      Layer.Layer<RotationJournal.RotationJournal, never, KeyValueStore.KeyValueStore>
    >()
  })
})

describe("a temporary key", () => {
  test("leaves a program what it needs and fails with, and lets it keep its scope", () => {
    expect(TemporaryKey.use({ description: "export", ttl: "1 hour" }, program)).type.toBe<
      Effect.Effect<
        "done",
        "mine" | WandbError.MutationError | WandbError.NotAuthenticatedAs | TemporaryKey.TemporaryKeyExpired,
        Vault | Scope.Scope | ApiKeys.ApiKeys
      >
    >()
  })

  test("says what it is for", () => {
    expect(TemporaryKey.use).type.toBeCallableWith({ description: "export" }, program)
    expect(TemporaryKey.use).type.not.toBeCallableWith({}, program)
  })
})
