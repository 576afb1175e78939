import { ApiKey, nameFrom } from "@effect-wandb/core/ApiKey"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import {
  type Created,
  Done,
  type Overlapping,
  RolledBack,
  type State,
  type Stored,
  type Unfinished,
  type Verified
} from "./state.js"

/** What all states of a rotation have in common. */
export type Plan = Pick<
  State,
  "id" | "owner" | "ownerId" | "old" | "description" | "overlap" | "startedAt" | "run" | "place"
>

/** Why a rotation was given up. */
export type Because = RolledBack["because"]

/** A state in which there is a new key that the rotation means to keep. */
export type WithKey = Created | Stored | Verified | Overlapping

export const isUnfinished = (state: State): state is Unfinished =>
  state._tag !== "Done" && state._tag !== "RolledBack"

/** The new key of a rotation that has one, or may have. */
export const keyOf = (state: State): Option.Option<ApiKey> =>
  state._tag === "Planned" || state._tag === "RolledBack" ? Option.none() : Option.some(state.key)

export const planOf = ({
  description,
  id,
  old,
  overlap,
  owner,
  ownerId,
  place,
  run,
  startedAt
}: Plan): Plan => ({
  id,
  owner,
  ownerId,
  old,
  description,
  overlap,
  startedAt,
  run,
  place
})

/** Descriptions are people's words, and somebody may have written a key into them: what could be one is shortened. */
export const withoutKeys = (text: string): string => text.replace(/\w{40,}/g, nameFrom)

/** A key as it may be kept: no more than its public part, whatever was given. */
export const publicPart = ({ description, id, name }: ApiKey): ApiKey =>
  new ApiKey({ id, name, description: Option.map(description, withoutKeys) }, { disableValidation: true })

export const done = (state: WithKey): Effect.Effect<Done> =>
  Effect.map(DateTime.now, (finishedAt) => new Done({ ...planOf(state), key: state.key, finishedAt }))

export const rolledBack = (
  state: Plan,
  key: Option.Option<ApiKey>,
  because: Because
): Effect.Effect<RolledBack> =>
  Effect.map(DateTime.now, (finishedAt) => new RolledBack({ ...planOf(state), key, because, finishedAt }))
