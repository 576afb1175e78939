import { type ApiKey, plainDescription } from "@effect-wandb/core/ApiKey"
import type { User } from "@effect-wandb/core/User"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { teamsOf } from "../teamsOf.js"

/**
 * What may be wrong with a key, or with what is known of it:
 *
 * - `noDescription`: nothing says what the key is for; a mark of `settle` alone does not;
 * - `ownerDeleted`: the owner is deleted, so that the key lets nobody in, and does again once the owner is restored;
 * - `ownerInNoTeam`: the owner is in no team; never said of accounts of the whole organisation, which need not be in one,
 *   and never where teams are not shown;
 * - `severalKeys`: the owner has more keys than are allowed;
 * - `secretListed`: the server lists the whole key in place of its name, so that whoever may list it can use it;
 * - `keysHidden`: the server does not show the caller the keys of this user, who may have any number of them.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Finding = Schema.Literal(
  "noDescription",
  "ownerDeleted",
  "ownerInNoTeam",
  "severalKeys",
  "secretListed",
  "keysHidden"
)

/**
 * What may be wrong with a key, or with what is known of it.
 *
 * @since 0.1.0
 * @category models
 */
export type Finding = typeof Finding.Type

/** An owner and one of the keys; none where they are hidden. */
export interface Subject {
  readonly owner: User
  readonly key: Option.Option<ApiKey>
  readonly allowed: number
}

const isBlank = (key: ApiKey): boolean => !Option.exists(plainDescription(key), (text) => text.trim() !== "")

const isInNoTeam = (owner: User): boolean =>
  !Option.contains<string>(owner.accountType, "ORG_SERVICE") &&
  Option.exists(teamsOf(owner), (teams) => teams.length === 0)

const holds: Record<Finding, (subject: Subject) => boolean> = {
  noDescription: ({ key }) => Option.exists(key, isBlank),
  ownerDeleted: ({ owner }) => Option.isSome(owner.deletedAt),
  ownerInNoTeam: ({ owner }) => isInNoTeam(owner),
  severalKeys: ({ allowed, owner }) => Option.exists(owner.apiKeys, (keys) => keys.length > allowed),
  secretListed: ({ key }) => Option.exists(key, ({ secretListed }) => secretListed === true),
  keysHidden: ({ key }) => Option.isNone(key)
}

/** Which of the findings hold, in the order in which they are listed above. */
export const found = (subject: Subject, wanted: ReadonlySet<Finding>): ReadonlyArray<Finding> =>
  Finding.literals.filter((finding) => wanted.has(finding) && holds[finding](subject))

const sentences: Record<Finding, string> = {
  noDescription: "nothing says what the key is for",
  ownerDeleted: "the owner is deleted",
  ownerInNoTeam: "the owner is in no team",
  severalKeys: "the owner has more keys than are allowed",
  secretListed: "the server lists the whole key in place of its name",
  keysHidden: "the server does not show the keys of this user"
}

/**
 * Says what a finding means, for a person to read.
 *
 * @since 0.1.0
 * @category getters
 */
export const explain = (finding: Finding): string => sentences[finding]
