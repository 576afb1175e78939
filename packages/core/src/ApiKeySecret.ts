/**
 * The secret of an API key: checked once, redacted from then on.
 *
 * @since 0.1.0
 */
import type { LazyArbitrary } from "effect/Arbitrary"
import * as Brand from "effect/Brand"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { isRedacted, make as redact, type Redacted, value as reveal } from "effect/Redacted"
import * as Schema from "effect/Schema"
import { ApiKeyName } from "./internal/ids.js"
import * as KeyForm from "./internal/keyForm.js"
import { InvalidApiKey } from "./WandbError.js"

/**
 * A whole API key in a form that W&B accepts, readable through `Redacted.value` alone.
 *
 * @since 0.1.0
 * @category models
 */
export type ApiKeySecret = Redacted<string> & Brand.Brand<"@effect-wandb/core/ApiKeySecret">

const brand = Brand.nominal<ApiKeySecret>()

/**
 * Checks an API key against the rules by which W&B's official client accepts one, and redacts it.
 *
 * Accepted are a JWT of three parts, and any key of 40 or more of the characters `A-Z a-z 0-9 _ -`, where a
 * prefix up to the first `-` (as in `local-…`) does not count. Nothing is trimmed: a key with white space
 * around it is refused, because it would not work in a header. Gives `InvalidApiKey`, which never holds the key.
 *
 * @example
 * ```ts
 * import { ApiKeySecret } from "@effect-wandb/core"
 * import { Either } from "effect"
 *
 * const refused = ApiKeySecret.make("too-short")
 *
 * console.log(Either.isLeft(refused)) // true
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (key: string | Redacted<string>): Either.Either<ApiKeySecret, InvalidApiKey> => {
  const secret = isRedacted(key) ? key : redact(key)
  const problem = KeyForm.problemOf(reveal(secret))
  return problem === undefined ? Either.right(brand(secret)) : Either.left(new InvalidApiKey({ problem }))
}

/**
 * Takes a key that a server has just made. Its form is the server's choice, and a key that cannot be had again is
 * not refused for a form that is new: only what cannot be sent in a header is `None`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromServer = (key: Redacted<string>): Option.Option<ApiKeySecret> =>
  KeyForm.isSendable(reveal(key)) ? Option.some(brand(key)) : Option.none()

/**
 * Reads an API key from a configuration value, by the rules of {@link make}.
 *
 * @since 0.1.0
 * @category config
 */
export const config = (name: string): Config.Config<ApiKeySecret> =>
  Config.redacted(name).pipe(
    Config.mapOrFail((key) =>
      Either.mapLeft(make(key), (error) => ConfigError.InvalidData([name], error.message))
    )
  )

/**
 * Gives the public part of a key, which is the name that W&B lists it under.
 *
 * For a legacy key that is all but its last 20 characters. The layout of current keys (`wandb_v1_…`) is not
 * published; for them it is the first 20 characters, and a server may list a longer or shorter leading part:
 * to find a generated key again, compare ids.
 *
 * @since 0.1.0
 * @category getters
 */
export const publicName = (secret: ApiKeySecret): ApiKeyName =>
  ApiKeyName.make(KeyForm.publicName(reveal(secret)), { disableValidation: true })

/** A text shorter than this is no part of a key, but a name that is not there. */
const shortestBeginning = 16

const isBeginning = (part: string, whole: string): boolean =>
  part.length >= shortestBeginning && whole.startsWith(part)

/**
 * Tells whether a key bears a name that a server lists. How much of a key that is, is the server's choice: the name and
 * the public part may each be the beginning of the other, from 16 characters on.
 *
 * @since 0.1.0
 * @category getters
 */
export const isNamed = (secret: ApiKeySecret, name: ApiKeyName): boolean => {
  const own = publicName(secret)
  return own === name || isBeginning(own, name) || isBeginning(name, own)
}

const isApiKeySecret = (u: unknown): u is ApiKeySecret => {
  if (!isRedacted(u)) return false
  const key = reveal(u)
  return typeof key === "string" && KeyForm.isSendable(key)
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_".split("")

const arbitrary: LazyArbitrary<ApiKeySecret> = (fc) => {
  const legacy = fc.string({
    unit: fc.constantFrom(..."0123456789abcdef".split("")),
    minLength: 40,
    maxLength: 40
  })
  const current = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 77, maxLength: 83 })
  return fc
    .oneof(
      legacy,
      legacy.map((key) => `local-${key}`),
      current.map((rest) => `wandb_v1_${rest}`)
    )
    .map((key) => brand(redact(key)))
}

/**
 * The schema of {@link ApiKeySecret}, which stays redacted in both directions: encoding does not reveal it.
 *
 * It takes keys that are redacted already. Do not decode plain keys with it: the error of a schema around it, such
 * as a union, shows what was refused. Plain keys become secrets through {@link make} or {@link config}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ApiKeySecret: Schema.Schema<ApiKeySecret> = Schema.declare(isApiKeySecret, {
  identifier: "ApiKeySecret",
  description: "a redacted API key",
  // The default message would show what was refused, and what was refused may be a key in plain text.
  message: () => ({ message: "Expected a redacted API key", override: true }),
  arbitrary: () => arbitrary,
  pretty: () => () => "<redacted>"
})
