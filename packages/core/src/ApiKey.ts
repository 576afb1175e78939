/**
 * API keys as W&B lists them, and the one moment in which a key's secret is known.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import { ApiKeySecret } from "./ApiKeySecret.js"
import * as Ids from "./internal/ids.js"
import * as KeyForm from "./internal/keyForm.js"

/**
 * The id of an API key: a Relay id such as `QXBpS2V5OjE4MzA=`, the server's only handle for deletion.
 *
 * @since 0.1.0
 * @category ids
 */
export const ApiKeyId = Ids.ApiKeyId

/**
 * The id of an API key.
 *
 * @since 0.1.0
 * @category ids
 */
export type ApiKeyId = Ids.ApiKeyId

/**
 * The public name of an API key (W&B also says key ID): the leading part of the key, never the whole of it.
 *
 * Names are made with {@link nameFrom}, so a whole key cannot become a name unnoticed.
 *
 * @since 0.1.0
 * @category ids
 */
export const ApiKeyName = Ids.ApiKeyName

/**
 * The public name of an API key.
 *
 * @since 0.1.0
 * @category ids
 */
export type ApiKeyName = Ids.ApiKeyName

/**
 * The reference by which a program recognises a key that it has made: 1 to 32 of the characters `0-9 a-z`. It stands at
 * the end of the key's description, as in `nightly export [ref mi2x9k3f7a2b00c]`.
 *
 * @since 0.1.0
 * @category ids
 */
export const ApiKeyRef = Ids.ApiKeyRef

/**
 * The reference by which a program recognises a key that it has made.
 *
 * @since 0.1.0
 * @category ids
 */
export type ApiKeyRef = Ids.ApiKeyRef

/**
 * Turns what a server lists as a key's name, or what a user typed as one, into the public name.
 *
 * Servers from before hashed keys (late 2025) list the whole secret as the name; such a name is shortened to
 * its public part.
 *
 * @since 0.1.0
 * @category constructors
 */
export const nameFrom = (listed: string): ApiKeyName =>
  ApiKeyName.make(KeyForm.publicNameOf(listed), { disableValidation: true })

/** Decoding shortens a whole key instead of refusing it: data of older servers is full of them. */
const ListedName = Schema.transform(Schema.NonEmptyString, Schema.typeSchema(ApiKeyName), {
  strict: true,
  decode: nameFrom,
  encode: (name) => name
})

/** The default message of a schema shows what it refuses, and here that may hold a key. */
const unshown = (expected: string) => {
  const annotations = { message: () => ({ message: `Expected ${expected}`, override: true }) }
  return [annotations, annotations, annotations] as const
}

/**
 * An API key without its secret.
 *
 * `description` is what W&B's web pages show as the key's name. W&B does not say when a key was made or used.
 *
 * @since 0.1.0
 * @category models
 */
export class ApiKey extends Schema.Class<ApiKey>("@effect-wandb/core/ApiKey")(
  {
    id: ApiKeyId,
    name: ListedName,
    description: Schema.OptionFromNullOr(Schema.String),
    /**
     * `true` where the server lists the whole key in place of its name, as servers did before late 2025: whoever may list
     * the owner's keys can then act as the owner.
     */
    secretListed: Schema.optionalWith(Schema.Boolean, { exact: true })
  },
  unshown("an API key as W&B lists it")
) {}

const inBase36 = (number: number, length: number): string =>
  (number % 36 ** length).toString(36).padStart(length, "0")

/**
 * Makes a reference that no other is alike: by time, by chance, and by a number of the caller's, below 36³, that tells
 * apart what is made in one moment, whatever a program has made of its clock and its randomness.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeRef = (number: number): Effect.Effect<ApiKeyRef> =>
  Effect.zipWith(Clock.currentTimeMillis, Random.nextIntBetween(0, 36 ** 4), (now, chance) =>
    ApiKeyRef.make(`${inBase36(Math.floor(now), 8)}${inBase36(chance, 4)}${inBase36(number, 3)}`)
  )

const mark = / ?\[ref ([0-9a-z]{1,32})\]$/

/**
 * Gives the reference at the end of a key's description, which `ApiKeys.generate` puts there with `settle`.
 *
 * @since 0.1.0
 * @category getters
 */
export const refOf = ({ description }: Pick<ApiKey, "description">): Option.Option<ApiKeyRef> =>
  Option.flatMap(description, (text) =>
    Option.map(Option.fromNullable(mark.exec(text)?.[1]), (ref) => ApiKeyRef.make(ref))
  )

/**
 * Gives a key's description without the reference at its end; `None` where nothing else is in it.
 *
 * @since 0.1.0
 * @category getters
 */
export const plainDescription = ({ description }: Pick<ApiKey, "description">): Option.Option<string> =>
  Option.filter(
    Option.map(description, (text) => text.replace(mark, "")),
    (text) => text !== ""
  )

/**
 * An API key that was just made, with its secret: the server shows the secret this once and never again.
 *
 * It is an {@link ApiKey} too. Its `name` is derived from the secret by `ApiKeySecret.publicName`. Printing or
 * encoding it does not reveal the secret; `Redacted.value(key.secret)` does.
 *
 * @since 0.1.0
 * @category models
 */
export class GeneratedApiKey extends ApiKey.extend<GeneratedApiKey>("@effect-wandb/core/GeneratedApiKey")(
  {
    secret: ApiKeySecret
  },
  unshown("a generated API key with its redacted secret")
) {}
