import { KeyRotation } from "@effect-wandb/admin"
import { ApiKey, ApiKeys, Users } from "@effect-wandb/core"
import { Data, type Duration, Effect, Option } from "effect"
import { Vault } from "./Vault.js"

/** There is not exactly one key that is described so: nobody knows which one to replace. */
export class NotOneKey extends Data.TaggedError("NotOneKey")<{
  readonly name: string
  readonly count: number
}> {
  override get message(): string {
    return `${this.count} of the keys are described as "${this.name}", and one has to be.`
  }
}

/** What a rotation does with the key of a name, which is its description at W&B and its name in the vault. */
const hands = (name: string) =>
  Effect.map(Vault, ({ load, putBack, replace, settle }) => ({
    place: name,
    store: (key: ApiKey.GeneratedApiKey) => replace(name, key),
    load: () => load(name),
    undo: putBack(name),
    onState: (state: KeyRotation.State) =>
      Effect.zipRight(
        Effect.log(state._tag),
        state._tag === "Done" ? Effect.ignoreLogged(settle(name)) : Effect.void
      ),
    // No process waits for the end of an overlap: a later night finishes it.
    wait: false
  }))

const begin = (name: string, overlap: Duration.DurationInput) =>
  Effect.gen(function* () {
    const keys = yield* Effect.flatMap(Users.viewer, ApiKeys.list)
    const [old, ...more] = keys.filter((key) => Option.contains(ApiKey.plainDescription(key), name))
    if (old === undefined || more.length > 0) {
      return yield* new NotOneKey({ name, count: old === undefined ? 0 : more.length + 1 })
    }
    return yield* KeyRotation.rotate({ ...(yield* hands(name)), old, overlap })
  })

/** Finishes what earlier nights have left of a key, and begins anew where nothing is left to be waited for. */
const rotated = (name: string, overlap: Duration.DurationInput) =>
  Effect.gen(function* () {
    const left = (yield* KeyRotation.unfinished).filter(({ place }) => Option.contains(place, name))
    for (const { id } of left) {
      const state = yield* KeyRotation.resume(id, yield* hands(name))
      if (state._tag === "Overlapping") return state
    }
    return yield* begin(name, overlap)
  }).pipe(Effect.annotateLogs({ key: name }))

/** Rotates the keys of these names, one after the other: what becomes of one stops no other. */
export const night = (names: ReadonlyArray<string>, overlap: Duration.DurationInput) =>
  Effect.forEach(names, (name) =>
    Effect.map(Effect.either(rotated(name, overlap)), (ended) => ({ name, ended }))
  )
