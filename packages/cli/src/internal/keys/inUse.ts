import type { ApiKey } from "@effect-wandb/core/ApiKey"
import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import { Credentials } from "@effect-wandb/core/Credentials"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** Whether a secret is that of a key: how much of a key its name is, is the server's choice. */
export const isOf = (secret: ApiKeySecret.ApiKeySecret, { name }: ApiKey): boolean => {
  const publicName = ApiKeySecret.publicName(secret)
  return name.startsWith(publicName) || publicName.startsWith(name)
}

/** The secret of a key, if it is the one with which this command authenticates. */
export const secretOf = (
  key: ApiKey
): Effect.Effect<Option.Option<ApiKeySecret.ApiKeySecret>, never, Credentials> =>
  Effect.map(Credentials, ({ apiKey }) => Option.filter(apiKey, (secret) => isOf(secret, key)))
