import * as Schema from "effect/Schema"

/**
 * What removals are counted by, each by itself, so that none dilutes another.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Kind = Schema.Literal("users", "memberships", "teams", "service accounts")

/**
 * What removals are counted by.
 *
 * @since 0.1.0
 * @category models
 */
export type Kind = typeof Kind.Type

/**
 * How many of a kind a plan removes, of how many that it governs.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Removals = Schema.Struct({ kind: Kind, removed: Schema.Int, of: Schema.Int })

/**
 * How many of a kind a plan removes.
 *
 * @since 0.1.0
 * @category models
 */
export type Removals = typeof Removals.Type

/**
 * A larger share of a kind would be removed than is allowed.
 *
 * @since 0.1.0
 * @category schemas
 */
export const TooManyRemovals = Schema.TaggedStruct("TooManyRemovals", {
  ...Removals.fields,
  /** The share that is allowed, from 0 to 1. */
  maxRemovals: Schema.JsonNumber
})

/**
 * The installation would have fewer administrators than it has to keep.
 *
 * @since 0.1.0
 * @category schemas
 */
export const TooFewAdmins = Schema.TaggedStruct("TooFewAdmins", {
  admins: Schema.Int,
  minAdmins: Schema.Int
})

/**
 * Somebody would not be an administrator who has to be one.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RequiredAdmin = Schema.TaggedStruct("RequiredAdmin", { email: Schema.String })

/**
 * Whoever applies the plan would be shut out by it.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Oneself = Schema.TaggedStruct("Oneself", {
  /** What the plan would do, as a person reads it. */
  change: Schema.String
})

/**
 * A team would lose its last admin.
 *
 * @since 0.1.0
 * @category schemas
 */
export const TeamWithoutAdmin = Schema.TaggedStruct("TeamWithoutAdmin", { team: Schema.String })

/**
 * The roster contradicts itself, or what is there: `field` is the path to the value, such as `teams[0].members[2]`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Conflict = Schema.TaggedStruct("Conflict", { field: Schema.String, reason: Schema.String })

/**
 * The plan is not what was planned: it was edited since.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Edited = Schema.TaggedStruct("Edited", {})

/**
 * The plan has a change of something that its roster does not govern.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Ungoverned = Schema.TaggedStruct("Ungoverned", {
  /** What the plan would do, as a person reads it. */
  change: Schema.String
})

/**
 * Why a plan is not to be applied.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Refusal = Schema.Union(
  TooManyRemovals,
  TooFewAdmins,
  RequiredAdmin,
  Oneself,
  TeamWithoutAdmin,
  Conflict,
  Edited,
  Ungoverned
)

/**
 * Why a plan is not to be applied.
 *
 * @since 0.1.0
 * @category models
 */
export type Refusal = typeof Refusal.Type
