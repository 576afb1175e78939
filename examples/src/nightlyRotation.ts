import { KeyRotation } from "@effect-wandb/admin"
import { ApiKey, ApiKeySecret, Users } from "@effect-wandb/core"
import { FileSystem } from "@effect/platform"
import { Data, Effect, Option, Redacted } from "effect"

class NoSuchKey extends Data.TaggedError("NoSuchKey")<{ readonly description: string }> {
  override get message(): string {
    return `None of the keys is described as "${this.description}".`
  }
}

/** Where the key is used from. A file here; a secret manager is another three effects like these. */
const secretFile = (path: string) => ({
  // Written beside it and moved over it, so that whoever reads it finds the old key or the new one.
  store: (key: ApiKey.GeneratedApiKey) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      yield* fs.writeFileString(`${path}.new`, Redacted.value(key.secret), { mode: 0o600 })
      yield* fs.rename(`${path}.new`, path)
    }),
  load: () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      return yield* ApiKeySecret.make(yield* fs.readFileString(path))
    })
})

/** Rotates the key of that description, after what an earlier night has left. */
export const nightly = (description: string, path: string) =>
  Effect.gen(function* () {
    const { load, store } = secretFile(path)
    for (const { id } of yield* KeyRotation.unfinished) yield* KeyRotation.resume(id, { store, load })

    const me = yield* Users.viewer
    const old = Option.getOrElse(me.apiKeys, () => []).find((key) =>
      Option.contains(ApiKey.plainDescription(key), description)
    )
    if (old === undefined) return yield* new NoSuchKey({ description })
    return yield* KeyRotation.rotate({ old, store, overlap: "10 minutes" })
  })
