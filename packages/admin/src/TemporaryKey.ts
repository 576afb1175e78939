/**
 * API keys that exist for as long as a program runs.
 *
 * @since 0.1.0
 */
import { ApiKeyId, ApiKeyName, type GeneratedApiKey } from "@effect-wandb/core/ApiKey"
import * as ApiKeys from "@effect-wandb/core/ApiKeys"
import type { User } from "@effect-wandb/core/User"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"

/**
 * A program took longer than its key was to live: it was interrupted, and the key is deleted.
 *
 * @since 0.1.0
 * @category errors
 */
export class TemporaryKeyExpired extends Schema.TaggedError<TemporaryKeyExpired>(
  "@effect-wandb/admin/TemporaryKeyExpired"
)("TemporaryKeyExpired", {
  id: ApiKeyId,
  name: ApiKeyName,
  ttl: Schema.Duration
}) {
  override get message(): string {
    return `The program was interrupted, because its API key ${this.name} was to live for ${Duration.format(this.ttl)} only. Give it a longer ttl, or less to do.`
  }
}

/**
 * The key to make.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** What W&B's web pages show as the key's name; required, so that a key left behind can be recognised. */
  readonly description: string
  /** How long the program may take at most, from when the key is made. Default: as long as it likes. */
  readonly ttl?: Duration.DurationInput | undefined
  /** Who must be authenticated for the key to be made. Default: whoever is. */
  readonly owner?: User | undefined
}

/**
 * Makes an API key, runs a program with it, and deletes the key when the program ends, fails or is interrupted.
 *
 * With `ttl` a program that takes longer is interrupted, and this fails with `TemporaryKeyExpired` once it has ended. W&B
 * knows nothing of it: a key whose program is killed stays until somebody deletes it. The key is made and deleted as by
 * `ApiKeys.scoped`: should the deletion fail, the program's value stands, and an error is logged that names the key's id.
 *
 * @example
 * ```ts
 * import { Credentials, Users } from "@effect-wandb/core"
 * import { TemporaryKey } from "@effect-wandb/admin"
 *
 * const whoami = TemporaryKey.use({ description: "smoke test", ttl: "1 minute" }, (key) =>
 *   Credentials.actAs(Users.viewer, key.secret)
 * )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const use = <A, E, R>(
  { description, owner, ttl }: Options,
  program: (key: GeneratedApiKey) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | ApiKeys.ApiKeys.GenerateError | TemporaryKeyExpired, R | ApiKeys.ApiKeys> => {
  const limited = (key: GeneratedApiKey) =>
    ttl === undefined
      ? program(key)
      : Effect.timeoutFail(program(key), {
          duration: ttl,
          onTimeout: () => new TemporaryKeyExpired({ id: key.id, name: key.name, ttl: Duration.decode(ttl) })
        })
  // The scope is the key's alone: a program that opens something in a scope of its own shall find that open.
  return Effect.acquireUseRelease(
    Scope.make(),
    (scope) => Effect.flatMap(Scope.extend(ApiKeys.scoped({ description, owner }), scope), limited),
    (scope, exit) => Scope.close(scope, exit)
  )
}
