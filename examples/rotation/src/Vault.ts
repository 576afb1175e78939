import { type ApiKey, ApiKeySecret, type WandbError } from "@effect-wandb/core"
import { FileSystem, Path, type Error as PlatformError } from "@effect/platform"
import { Context, Effect, Layer, Redacted } from "effect"

type Failed = PlatformError.PlatformError

/** Where programs find their keys, by name. Put your own secret manager behind it. */
export class Vault extends Context.Tag("rotation/Vault")<
  Vault,
  {
    readonly load: (
      name: string
    ) => Effect.Effect<ApiKeySecret.ApiKeySecret, Failed | WandbError.InvalidApiKey>
    /** Puts a key in the place of the one that is there, which is kept beside it until the change is settled. */
    readonly replace: (name: string, key: ApiKey.GeneratedApiKey) => Effect.Effect<void, Failed>
    /** Puts back what was replaced, if something was. */
    readonly putBack: (name: string) => Effect.Effect<void, Failed>
    /** Forgets what was replaced. */
    readonly settle: (name: string) => Effect.Effect<void, Failed>
  }
>() {}

/** A folder with a file for each name, that its owner alone may read. */
export const layerFolder = (folder: string) =>
  Layer.effect(
    Vault,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      yield* fs.makeDirectory(folder, { recursive: true, mode: 0o700 })
      const file = (name: string, end = "") => path.join(folder, `${encodeURIComponent(name)}${end}`)
      const isThere = (name: string) => fs.exists(file(name, ".before"))
      return {
        load: (name) => Effect.flatMap(fs.readFileString(file(name)), ApiKeySecret.make),
        replace: (name, { secret }) =>
          Effect.gen(function* () {
            // A second key of one rotation does not take the place of what was there before the first.
            if (!(yield* isThere(name)) && (yield* fs.exists(file(name)))) {
              yield* fs.copyFile(file(name), file(name, ".before"))
            }
            // Written beside it and moved over it, so that whoever reads it finds the one key or the other.
            yield* fs.writeFileString(file(name, ".new"), Redacted.value(secret), { mode: 0o600 })
            yield* fs.rename(file(name, ".new"), file(name))
          }),
        putBack: (name) =>
          Effect.whenEffect(fs.rename(file(name, ".before"), file(name)), isThere(name)).pipe(Effect.asVoid),
        settle: (name) => fs.remove(file(name, ".before"), { force: true })
      }
    })
  )
