import { ApiKey, ApiKeyRef } from "@effect-wandb/core/ApiKey"
import { UserId } from "@effect-wandb/core/User"
import * as Schema from "effect/Schema"

const plan = {
  /** The rotation's id, which is the mark in the new key's description as well. */
  id: ApiKeyRef,
  /** Whose key it is, as a person reads it. */
  owner: Schema.String,
  ownerId: UserId,
  /** The key that is to go. */
  old: ApiKey,
  /** What the new key is described as, without its mark. */
  description: Schema.OptionFromNullOr(Schema.String),
  /** For how long both keys are to work once the new one is verified. */
  overlap: Schema.Duration,
  startedAt: Schema.DateTimeUtc,
  /** Which run has written this down: another one that goes on with the rotation writes another. */
  run: Schema.optionalWith(Schema.String, { default: () => "" }),
  /** Where the new key is stored, as whoever began the rotation calls it. */
  place: Schema.optionalWith(Schema.String, { as: "Option" })
}

const made = {
  ...plan,
  /** The key that takes the old one's place. */
  key: ApiKey
}

/** The step that failed, or that another rotation of the key is not finished, or that somebody asked for it. */
const because = Schema.Literal("unfinished", "generate", "store", "verify", "asked")

/**
 * It is written down which key is to go, and nothing else is known to have happened. A key may have been made whose id
 * is not known yet; it bears the rotation's id as its mark.
 *
 * @since 0.1.0
 * @category states
 */
export class Planned extends Schema.TaggedClass<Planned>("@effect-wandb/admin/Planned")("Planned", plan) {}

/**
 * The new key is made. The store may have it already.
 *
 * @since 0.1.0
 * @category states
 */
export class Created extends Schema.TaggedClass<Created>("@effect-wandb/admin/Created")("Created", made) {}

/**
 * The new key is stored.
 *
 * @since 0.1.0
 * @category states
 */
export class Stored extends Schema.TaggedClass<Stored>("@effect-wandb/admin/Stored")("Stored", made) {}

/**
 * The new key is stored and known to work.
 *
 * @since 0.1.0
 * @category states
 */
export class Verified extends Schema.TaggedClass<Verified>("@effect-wandb/admin/Verified")(
  "Verified",
  made
) {}

/**
 * Both keys work, until the given time.
 *
 * @since 0.1.0
 * @category states
 */
export class Overlapping extends Schema.TaggedClass<Overlapping>("@effect-wandb/admin/Overlapping")(
  "Overlapping",
  {
    ...made,
    /** When the old key may be deleted. */
    until: Schema.DateTimeUtc
  }
) {}

/**
 * The old key is deleted.
 *
 * @since 0.1.0
 * @category states
 */
export class Done extends Schema.TaggedClass<Done>("@effect-wandb/admin/Done")("Done", {
  ...made,
  finishedAt: Schema.DateTimeUtc
}) {}

/**
 * The rotation was given up, and the new key, if there was one, is deleted.
 *
 * @since 0.1.0
 * @category states
 */
export class RolledBack extends Schema.TaggedClass<RolledBack>("@effect-wandb/admin/RolledBack")(
  "RolledBack",
  {
    ...plan,
    /** The key that was deleted, where one is known to have been made. */
    key: Schema.OptionFromNullOr(ApiKey),
    because,
    finishedAt: Schema.DateTimeUtc
  }
) {}

/**
 * The rotation was given up, and the new key is not deleted yet, or could not be.
 *
 * @since 0.1.0
 * @category states
 */
export class Orphaned extends Schema.TaggedClass<Orphaned>("@effect-wandb/admin/Orphaned")("Orphaned", {
  ...made,
  because
}) {}

/**
 * How far a rotation has come, without any secret.
 *
 * @since 0.1.0
 * @category states
 */
export const State = Schema.Union(Planned, Created, Stored, Verified, Overlapping, Done, RolledBack, Orphaned)

/**
 * How far a rotation has come, without any secret.
 *
 * @since 0.1.0
 * @category states
 */
export type State = typeof State.Type

/**
 * A state from which a rotation can be resumed or rolled back.
 *
 * @since 0.1.0
 * @category states
 */
export type Unfinished = Exclude<State, Done | RolledBack>
