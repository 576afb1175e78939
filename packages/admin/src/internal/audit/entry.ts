import { type ApiKey, ApiKeyId, ApiKeyName } from "@effect-wandb/core/ApiKey"
import { TeamName } from "@effect-wandb/core/Team"
import { AccountType, Email, label, type User, UserId } from "@effect-wandb/core/User"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Finding, found } from "./finding.js"
import { teamsOf } from "../teamsOf.js"

const unknown = "unknown"

/** What a server need not say: `None` in a program, the word in what it writes, where `null` would say "has none". */
const OrUnknown = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.transform(
    Schema.Union(Schema.Literal(unknown), Schema.encodedSchema(schema)),
    Schema.OptionFromSelf(schema),
    {
      strict: true,
      decode: (said) => (said === unknown ? Option.none() : Option.some(said)),
      encode: (known): I | typeof unknown => Option.getOrElse(known, () => unknown)
    }
  )

/**
 * An API key and its owner; or, where `keyId` is `None`, a user whose keys the server does not show to the caller.
 *
 * It is flat, so that it is a row of a table as it is. What the server does not say is `None`, and encoded as
 * `"unknown"`; what is known not to be there is encoded as `null`.
 *
 * @since 0.1.0
 * @category models
 */
export class Entry extends Schema.Class<Entry>("@effect-wandb/admin/KeyAudit/Entry")({
  /** The owner for a person to read: the username, else the email address, else the id. */
  owner: Schema.String,
  ownerId: UserId,
  /** `None` where the owner has none, as service accounts do not; encoded as `null`. */
  email: Schema.OptionFromNullOr(Email),
  accountType: OrUnknown(AccountType),
  /** When the owner was deleted; encoded as `null` where the owner is not. */
  ownerDeletedAt: Schema.OptionFromNullOr(Schema.DateTimeUtc),
  /** The owner's teams without the personal entity. */
  teams: OrUnknown(Schema.Array(TeamName)),
  /** `None` where the owner's keys are hidden. */
  keyId: OrUnknown(ApiKeyId),
  /** `None` where the owner's keys are hidden. */
  keyName: OrUnknown(ApiKeyName),
  /** What W&B's web pages show as the key's name; `None` where the key has none, or is hidden. */
  description: Schema.OptionFromNullOr(Schema.String),
  /** When the key was made, which W&B does not say. */
  createdAt: OrUnknown(Schema.DateTimeUtc),
  /** When the key was last used, which W&B does not say. */
  lastUsedAt: OrUnknown(Schema.DateTimeUtc),
  findings: Schema.Array(Finding)
}) {}

/**
 * What to look for.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** Which findings to look for. Default: all of them. Users whose keys are hidden are in the report in any case. */
  readonly findings?: Iterable<Finding> | undefined
  /** How many keys somebody may have before `severalKeys` is found on each of them. Default 1. */
  readonly allowed?: number | undefined
}

/** What is to be said of a user's keys; a user who is known to have none does not appear. */
export const entriesOf = ({
  allowed = 1,
  findings = Finding.literals
}: Options): ((owner: User) => ReadonlyArray<Entry>) => {
  const wanted: ReadonlySet<Finding> = new Set(findings)
  return (owner) => {
    const about = {
      owner: label(owner),
      ownerId: owner.id,
      email: owner.email,
      accountType: owner.accountType,
      ownerDeletedAt: owner.deletedAt,
      teams: teamsOf(owner),
      createdAt: Option.none(),
      lastUsedAt: Option.none()
    }
    const entry = (key: Option.Option<ApiKey>): Entry =>
      new Entry(
        {
          ...about,
          keyId: Option.map(key, ({ id }) => id),
          keyName: Option.map(key, ({ name }) => name),
          description: Option.flatMap(key, ({ description }) => description),
          findings: found({ owner, key, allowed }, wanted)
        },
        // It is made of what was decoded already.
        { disableValidation: true }
      )
    return Option.match(owner.apiKeys, {
      onNone: () => [entry(Option.none())],
      onSome: (keys) => keys.map((key) => entry(Option.some(key)))
    })
  }
}
