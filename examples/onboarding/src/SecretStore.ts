import type { ApiKey, ApiKeySecret } from "@effect-wandb/core"
import { Context, Data, Effect, HashMap, Layer, Option, Ref } from "effect"

/** Something that the service relies on does not answer. */
export class Unavailable extends Data.TaggedError("Unavailable")<{ readonly what: string }> {
  override get message(): string {
    return `${this.what} is not available.`
  }
}

/** Where secrets go, and where programs that need them find them by their names. */
export class SecretStore extends Context.Tag("onboarding/SecretStore")<
  SecretStore,
  {
    /** The key whose secret is there under this name. */
    readonly find: (name: string) => Effect.Effect<Option.Option<ApiKey.ApiKeyId>, Unavailable>
    /** Puts a secret there, in place of the one before. */
    readonly put: (name: string, key: ApiKey.GeneratedApiKey) => Effect.Effect<void, Unavailable>
  }
>() {}

interface Entry {
  readonly keyId: ApiKey.ApiKeyId
  readonly secret: ApiKeySecret.ApiKeySecret
}

/** Keeps secrets for as long as the process runs. */
export const layerMemory: Layer.Layer<SecretStore> = Layer.effect(
  SecretStore,
  Effect.map(Ref.make(HashMap.empty<string, Entry>()), (entries) => ({
    find: (name) =>
      Effect.map(Ref.get(entries), (entries) => Option.map(HashMap.get(entries, name), ({ keyId }) => keyId)),
    put: (name, { id, secret }) => Ref.update(entries, HashMap.set(name, { keyId: id, secret }))
  }))
)
