import type * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import { ApiKeyId, ApiKeyName } from "@effect-wandb/core/ApiKey"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Records from "../records.js"

const names = {
  Planned: "planned",
  Created: "created",
  Stored: "stored",
  Verified: "verified",
  Overlapping: "overlapping",
  Done: "done",
  RolledBack: "rolledBack",
  Orphaned: "orphaned"
} as const satisfies Record<KeyRotation.State["_tag"], string>

const Rotation = Schema.Struct({
  id: Schema.String,
  state: Schema.Literal(...Object.values(names)),
  owner: Schema.String,
  oldId: ApiKeyId,
  oldName: ApiKeyName,
  /** The new key, which may be deleted: see the state. */
  keyId: Schema.OptionFromNullOr(ApiKeyId),
  keyName: Schema.OptionFromNullOr(ApiKeyName),
  /** What the new key is described as, without its mark. */
  description: Schema.OptionFromNullOr(Schema.String),
  startedAt: Schema.DateTimeUtc,
  /** How long both keys work. */
  until: Schema.OptionFromNullOr(Schema.DateTimeUtc),
  finishedAt: Schema.OptionFromNullOr(Schema.DateTimeUtc)
})

/** A rotation as all commands give it. */
export const records = Records.make(Rotation, {
  table: ["id", "state", "owner", "oldName", "keyName", "until"],
  handles: ["id"]
})

const keyOf = (state: KeyRotation.State) => {
  if (state._tag === "Planned") return Option.none()
  return state._tag === "RolledBack" ? state.key : Option.some(state.key)
}

export const of = (state: KeyRotation.State): typeof Rotation.Type => {
  const key = keyOf(state)
  return {
    id: state.id,
    state: names[state._tag],
    owner: state.owner,
    oldId: state.old.id,
    oldName: state.old.name,
    keyId: Option.map(key, ({ id }) => id),
    keyName: Option.map(key, ({ name }) => name),
    description: state.description,
    startedAt: state.startedAt,
    until: state._tag === "Overlapping" ? Option.some(state.until) : Option.none(),
    finishedAt: "finishedAt" in state ? Option.some(state.finishedAt) : Option.none()
  }
}
