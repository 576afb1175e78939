import { ApiKeySecret, type Credentials, type WandbError } from "@effect-wandb/core"
import { Wandb } from "@effect-wandb/client"
import type { Instance } from "@effect-wandb/emulator"
import { Effect } from "effect"

/** What an error says of keys that may be left: their ids, and all words in which a mark can stand. */
export interface Told {
  readonly ids: ReadonlySet<string>
  readonly words: string
  /** Whether the keys were looked at: who has not seen them can only say how the lost one is described. */
  readonly wereSeen: boolean
}

export const told = (error: WandbError.OutcomeUnknown): Told => ({
  ids: new Set<string>((error.candidates ?? []).map(({ id }) => id)),
  words: error.message,
  wereSeen: error.candidates !== undefined
})

/**
 * Whether one of the errors names the key: by its id, by the mark in its description or, where the key could not be
 * looked for, by the whole description.
 */
export const isNamed = ({ description, id }: Instance.ApiKeyView, errors: ReadonlyArray<Told>): boolean => {
  const mark = /\[ref \w+\]$/.exec(description ?? "")?.[0]
  return errors.some(
    ({ ids, wereSeen, words }) =>
      ids.has(id) ||
      (mark !== undefined && words.includes(mark)) ||
      (!wereSeen && description !== null && words.includes(`"${description}"`))
  )
}

/** Runs a program as one of the instance's users, who need not have a key for it. */
export const asUser =
  (instance: Instance.Instance.Service, username: string) =>
  <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Credentials.Credentials> =>
    instance.session(username).pipe(
      Effect.flatMap(ApiKeySecret.make),
      Effect.orDie,
      Effect.flatMap((secret) => Wandb.actAs(program, secret))
    )
