import * as Schema from "effect/Schema"
import * as KeyForm from "./keyForm.js"

// Users and teams name each other, and so do keys and secrets: the brands stand below all of them.

const id = <Name extends string>(name: Name) =>
  Schema.NonEmptyString.pipe(Schema.brand(`@effect-wandb/core/${name}` as const))

export const UserId = id("UserId")
export type UserId = typeof UserId.Type

export const Username = id("Username")
export type Username = typeof Username.Type

export const Email = id("Email")
export type Email = typeof Email.Type

export const TeamId = id("TeamId")
export type TeamId = typeof TeamId.Type

export const TeamName = id("TeamName")
export type TeamName = typeof TeamName.Type

export const ApiKeyId = id("ApiKeyId")
export type ApiKeyId = typeof ApiKeyId.Type

/** What is between `[ref ` and `]` at the end of a description. */
export const ApiKeyRef = Schema.String.pipe(
  Schema.pattern(/^[0-9a-z]{1,32}$/),
  Schema.brand("@effect-wandb/core/ApiKeyRef")
)
export type ApiKeyRef = typeof ApiKeyRef.Type

export const ApiKeyName = Schema.NonEmptyString.pipe(
  Schema.filter((name) => KeyForm.publicNameOf(name) === name, {
    // The default message would quote the refused name, which is a whole key.
    message: () => ({ message: "Expected the public part of an API key, got a whole key", override: true })
  }),
  Schema.brand("@effect-wandb/core/ApiKeyName")
)
export type ApiKeyName = typeof ApiKeyName.Type
