import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import * as RotationJournal from "@effect-wandb/admin/RotationJournal"
import { type ApiKey, type ApiKeySecret, Credentials, Users } from "@effect-wandb/core"
import { Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { Effect, Layer, Option } from "effect"

/** Root acts, with the one key that root has: rotating it is rotating the key in use. Ada has two others. */
export const seed = Seed.make(
  Seed.user("root", { admin: true }),
  Seed.user("ada", { apiKeys: ["laptop", "cluster"] })
)

export const world = Layer.merge(WandbTest.layer(seed), RotationJournal.layerMemory)

/** Where keys are stored: one at a time, and what was there before can be put back. */
export const makeVault = () => {
  let content: Option.Option<ApiKeySecret.ApiKeySecret> = Option.none()
  let before = content
  return {
    store: (key: ApiKey.GeneratedApiKey) =>
      Effect.sync(() => {
        before = content
        content = Option.some(key.secret)
      }),
    undo: Effect.sync(() => {
      content = before
    }),
    content: Effect.sync(() => content),
    load: () =>
      Effect.flatMap(
        Effect.sync(() => content),
        (secret) => Effect.orElseFail(secret, () => "empty")
      )
  }
}

export type Vault = ReturnType<typeof makeVault>

/** Tells the states that a rotation went through. */
export const makeLog = () => {
  const states: Array<KeyRotation.State> = []
  return {
    onState: (state: KeyRotation.State) => Effect.sync(() => void states.push(state)),
    tags: () => states.map(({ _tag }) => _tag),
    last: () => Option.fromNullable(states.at(-1))
  }
}

export const keysOf = (username: string) =>
  Effect.map(WandbTest.apiKeys, (keys) => keys.filter((key) => key.username === username))

export const descriptionsOf = (username: string) =>
  Effect.map(keysOf(username), (keys) => keys.map(({ description }) => description))

/** Whose key the vault holds, as the key itself says. */
export const whoseKey = (vault: Vault) =>
  Effect.flatMap(vault.load(), (secret) => Credentials.actAs(Users.viewer, secret)).pipe(
    Effect.map(({ username }) => Option.getOrElse(username, () => "nobody"))
  )

/** The key in use, as its owner sees it. */
export const ownKey = Effect.flatMap(Users.viewer, ({ apiKeys }) =>
  Effect.flatMap(apiKeys, (keys) => Effect.fromNullable(keys[0]))
).pipe(Effect.orDie)

/** The state of the only rotation in the journal. */
export const onlyState = Effect.flatMap(RotationJournal.RotationJournal, (journal) => journal.list).pipe(
  Effect.flatMap(([state]) => Effect.fromNullable(state)),
  Effect.orDie
)

/** Begins a rotation that is cut off as soon as it is in the given state. */
export const leftAs = <ES, RS>(
  tag: KeyRotation.State["_tag"],
  options: Omit<KeyRotation.RotateOptions<ES, RS, never, never, never, never>, "id" | "onState">
) =>
  KeyRotation.rotate({
    ...options,
    id: "left",
    onState: ({ _tag }) => (_tag === tag ? Effect.interrupt : Effect.void)
  }).pipe(Effect.exit, Effect.zipRight(onlyState))

/** Refuses an operation for as long as it is asked for. */
export const refuse = (operation: Fault.RootField) => Fault.respond({ operation, status: 403 })
