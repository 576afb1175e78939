/**
 * The quickstart's story, told in values: the same text runs on every runtime, over the `HttpClient` that it has.
 */
import { Wandb } from "@effect-wandb/client"
import { ApiKeys, User, Users } from "@effect-wandb/core"
import { Clock, Data, Effect } from "effect"

/** Something that the story did not expect. */
export class Surprise extends Data.TaggedError("Surprise")<{ readonly message: string }> {}

const expect = (holds: boolean, message: string) =>
  holds ? Effect.void : Effect.fail(new Surprise({ message }))

/** Gives the error of what has to be refused. */
const refused = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<E, Surprise, R> =>
  Effect.mapError(Effect.flip(effect), () => new Surprise({ message: "the deleted key was still good" }))

/** Gives what happened, step by step, with nothing in it that differs from run to run. */
export const story = Effect.gen(function* () {
  const me = yield* Users.viewer

  const now = yield* Clock.currentTimeMillis
  const email = `ada-${now}@example.com`
  const created = yield* Users.create({ email })
  const found = yield* Users.get({ email })
  yield* expect(found.id === created.id, "the user that was found is not the one that was created")

  const key = yield* ApiKeys.generate({ description: "quickstart", owner: me })
  const same = yield* Users.viewer.pipe(Wandb.actAs(key.secret))
  yield* expect(same.id === me.id, "the new key belongs to somebody else")
  yield* expect(User.apiKeyNames(same).includes(key.name), "the new key is not among its owner's")

  yield* ApiKeys.delete(me, key)
  const refusal = yield* refused(Users.viewer.pipe(Wandb.actAs(key.secret)))
  const again = yield* refused(ApiKeys.delete(me, key))

  return [
    `the key in use is that of ${User.label(me)}`,
    `a user was created and found again, with ${User.teamNames(found).length} teams`,
    "a key was generated, and let its owner in",
    `once deleted it was refused: ${refusal._tag}`,
    `deleting it once more: ${again._tag}`
  ]
})
