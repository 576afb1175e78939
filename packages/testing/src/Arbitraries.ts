/**
 * Arbitraries for properties: whatever a server may show, whatever may be given to it, and whole worlds.
 *
 * What is drawn is plausible most of the time, and now and then what is allowed and seldom thought of: names such as
 * `__proto__`, quotes and line breaks, other scripts. Counterexamples shrink to plain and few. What belongs together
 * fits together, as a user's default entity and teams do.
 *
 * @since 0.1.0
 */
import type * as ApiKey from "@effect-wandb/core/ApiKey"
import type * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import type * as Invite from "@effect-wandb/core/Invite"
import type * as Member from "@effect-wandb/core/Member"
import type * as Outcome from "@effect-wandb/core/Outcome"
import type * as Team from "@effect-wandb/core/Team"
import type * as User from "@effect-wandb/core/User"
import type * as WandbError from "@effect-wandb/core/WandbError"
import type * as Seed from "@effect-wandb/emulator/Seed"
import type * as FastCheck from "effect/FastCheck"
import * as Entities from "./internal/arbitraries/entities.js"
import * as Errors from "./internal/arbitraries/errors.js"
import * as Outcomes from "./internal/arbitraries/outcome.js"
import * as Words from "./internal/arbitraries/words.js"
import * as Worlds from "./internal/arbitraries/world.js"

/**
 * What an {@link outcome} is made of.
 *
 * @since 0.1.0
 * @category models
 */
export type OutcomeParts<Input, Value, Already, Error> = Outcomes.Parts<Input, Value, Already, Error>

/**
 * What is in a {@link world}, and how much of it at most.
 *
 * @since 0.1.0
 * @category models
 */
export type WorldOptions = Worlds.WorldOptions

/**
 * Draws usernames.
 *
 * @since 0.1.0
 * @category inputs
 */
export const username: FastCheck.Arbitrary<User.Username> = Words.username

/**
 * Draws email addresses, of which two may differ by case alone.
 *
 * @since 0.1.0
 * @category inputs
 */
export const email: FastCheck.Arbitrary<User.Email> = Words.email

/**
 * Draws names of teams.
 *
 * @since 0.1.0
 * @category inputs
 */
export const teamName: FastCheck.Arbitrary<Team.TeamName> = Words.teamName

/**
 * Draws descriptions of keys, empty ones among them.
 *
 * @since 0.1.0
 * @category inputs
 */
export const description: FastCheck.Arbitrary<string> = Words.description

/**
 * Draws the names by which people are shown.
 *
 * @since 0.1.0
 * @category inputs
 */
export const displayName: FastCheck.Arbitrary<string> = Words.displayName

/**
 * Draws roles in a team, custom ones among them.
 *
 * @since 0.1.0
 * @category inputs
 */
export const role: FastCheck.Arbitrary<Member.Role> = Words.role

/**
 * Draws secrets of API keys, of the current and of the legacy forms.
 *
 * @since 0.1.0
 * @category entities
 */
export const apiKeySecret: FastCheck.Arbitrary<ApiKeySecret.ApiKeySecret> = Entities.apiKeySecret

/**
 * Draws API keys as W&B lists them.
 *
 * @since 0.1.0
 * @category entities
 */
export const apiKey: FastCheck.Arbitrary<ApiKey.ApiKey> = Entities.apiKey

/**
 * Draws API keys with their secrets, which their names belong to.
 *
 * @since 0.1.0
 * @category entities
 */
export const generatedApiKey: FastCheck.Arbitrary<ApiKey.GeneratedApiKey> = Entities.generatedApiKey

/**
 * Draws users: people and service accounts, living and deleted, with keys and teams or without those being shown.
 *
 * @since 0.1.0
 * @category entities
 */
export const user: FastCheck.Arbitrary<User.User> = Entities.user

/**
 * Draws members of teams, those included whose invitation is pending.
 *
 * @since 0.1.0
 * @category entities
 */
export const member: FastCheck.Arbitrary<Member.Member> = Entities.member

/**
 * Draws teams, personal entities among them.
 *
 * @since 0.1.0
 * @category entities
 */
export const team: FastCheck.Arbitrary<Team.Team> = Entities.team

/**
 * Draws invitations to a team.
 *
 * @since 0.1.0
 * @category entities
 */
export const invite: FastCheck.Arbitrary<Invite.Invite> = Entities.invite

/**
 * Draws any error of the SDK.
 *
 * @since 0.1.0
 * @category errors
 */
export const error: FastCheck.Arbitrary<WandbError.WandbError> = Errors.error

/**
 * Has an arbitrary for each error of the SDK, by its tag.
 *
 * @example
 * ```ts
 * import { Arbitraries } from "@effect-wandb/testing"
 * import { FastCheck } from "effect"
 *
 * const whenCreating = FastCheck.oneof(
 *   Arbitraries.errors.UserAlreadyExists,
 *   Arbitraries.errors.PermissionDenied,
 *   Arbitraries.errors.OutcomeUnknown
 * )
 * ```
 *
 * @since 0.1.0
 * @category errors
 */
export const errors: {
  readonly [Tag in WandbError.WandbError["_tag"]]: FastCheck.Arbitrary<
    Extract<WandbError.WandbError, { readonly _tag: Tag }>
  >
} = Errors.errors

/**
 * Draws what becomes of one of many.
 *
 * @example
 * ```ts
 * import { Arbitraries } from "@effect-wandb/testing"
 *
 * const invited = Arbitraries.outcome({
 *   input: Arbitraries.email,
 *   value: Arbitraries.invite,
 *   reason: Arbitraries.errors.AlreadyMember,
 *   error: Arbitraries.errors.PermissionDenied
 * })
 * ```
 *
 * @since 0.1.0
 * @category outcomes
 */
export const outcome: <Input, Value, Already, Error>(
  parts: OutcomeParts<Input, Value, Already, Error>
) => FastCheck.Arbitrary<Outcome.Outcome<Input, Value, Already, Error>> = Outcomes.outcome

/**
 * Draws whole worlds: seeds that an instance accepts, with people and service accounts, keys, teams, members and
 * invitations. Names and addresses are each given once, and the first administrator is in the seed.
 *
 * With `around`, what it has is in every world, and nothing that is drawn takes a name or an address of it.
 *
 * @example
 * ```ts
 * import { Users } from "@effect-wandb/core"
 * import { Arbitraries, WandbTest } from "@effect-wandb/testing"
 * import { it } from "@effect/vitest"
 * import { Effect } from "effect"
 *
 * const worlds = Arbitraries.world({ around: { users: [{ username: "ada" }] } })
 *
 * it.effect.prop("finds ada in any world", [worlds], ([seed]) =>
 *   Users.get({ username: "ada" }).pipe(Effect.provide(WandbTest.layer(seed)))
 * )
 * ```
 *
 * @since 0.1.0
 * @category worlds
 */
export const world: (options?: WorldOptions) => FastCheck.Arbitrary<Seed.Seed> = Worlds.world
