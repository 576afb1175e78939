import { ApiKeySecret } from "@effect-wandb/core"
import { type ConfigError, Context, Effect, Layer } from "effect"

/** The account that CI jobs run as, each with a key of its own. W&B makes keys for the caller only: this is the caller's. */
export class CiAccount extends Context.Tag("onboarding/CiAccount")<
  CiAccount,
  { readonly apiKey: ApiKeySecret.ApiKeySecret }
>() {}

/** Takes a key of the account from `CI_API_KEY`. */
export const layerConfig: Layer.Layer<CiAccount, ConfigError.ConfigError> = Layer.effect(
  CiAccount,
  Effect.map(ApiKeySecret.config("CI_API_KEY"), (apiKey) => ({ apiKey }))
)
