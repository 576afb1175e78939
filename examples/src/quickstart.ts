/**
 * A user and a key, from beginning to end.
 *
 * Without further ado it runs against an emulated W&B, which it starts on a free port of this machine. With
 * `WANDB_BASE_URL` set, and `WANDB_API_KEY` to an administrator's key, it runs against that server instead, and
 * leaves the user there that it creates. A key alone does not do that: many have one set.
 */
import { Wandb } from "@effect-wandb/client"
import { ApiKeys, User, Users } from "@effect-wandb/core"
import { Instance, Server } from "@effect-wandb/emulator"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Cause, Clock, Config, ConfigProvider, Console, Data, Effect, Layer, Option, Redacted } from "effect"

/** Something that the story did not expect. */
class Surprise extends Data.TaggedError("Surprise")<{ readonly message: string }> {}

const expect = (holds: boolean, message: string) =>
  holds ? Effect.void : Effect.fail(new Surprise({ message }))

const list = (names: ReadonlyArray<string>) => (names.length === 0 ? "none" : names.join(", "))

const story = Effect.gen(function* () {
  const me = yield* Users.viewer
  yield* Console.log(`1. The API key in use is that of ${User.label(me)}.`)

  const now = yield* Clock.currentTimeMillis
  const email = `ada-${now}@example.com`
  const created = yield* Users.create({ email })
  yield* Console.log(`2. Created a user for ${email}: W&B calls it ${User.label(created)}.`)

  const found = yield* Users.get({ email })
  yield* expect(found.id === created.id, "the user that was found is not the one that was created")
  yield* Console.log(
    `3. Found the user again by its email address; its teams: ${list(User.teamNames(found))}.`
  )

  const key = yield* ApiKeys.generate({ description: "quickstart", owner: me })
  yield* Console.log(
    `4. Generated an API key for ${User.label(me)}: ${key.name}… (the secret stays unprinted).`
  )

  const same = yield* Users.viewer.pipe(Wandb.actAs(key.secret))
  yield* expect(same.id === me.id, "the new key belongs to somebody else")
  yield* Console.log(`5. Acting with that key, W&B knows us as ${User.label(same)}.`)
  yield* Console.log(`   Keys: ${list(User.apiKeyNames(same))}`)
  yield* Console.log(`   Teams: ${list(User.teamNames(same))}`)

  yield* ApiKeys.delete(me, key)
  yield* Console.log(`6. Deleted the key ${key.name}….`)

  const refusal = yield* Effect.flip(Users.viewer.pipe(Wandb.actAs(key.secret)))
  yield* expect(
    refusal._tag === "Unauthenticated",
    `the deleted key was not refused but led to: ${refusal.message}`
  )
  yield* Console.log(`7. The deleted key is refused: ${refusal._tag}.`)

  yield* ApiKeys.delete(me, key).pipe(
    Effect.zipRight(Effect.fail(new Surprise({ message: "the key was deleted a second time" }))),
    Effect.catchTag("ApiKeyNotFound", (error) => Console.log(`8. Deleting it once more: ${error.message}`))
  )
})

/** W&B in memory on a free port, and its configuration in the variables in which a server's would be. */
const emulated = Layer.unwrapScoped(
  Effect.gen(function* () {
    const { url } = yield* Server.serve({ port: 0 })
    const { adminKey } = yield* Instance.Instance
    yield* Console.log(`W&B in memory listens on ${url}.\n`)
    return Layer.setConfigProvider(
      ConfigProvider.fromMap(
        new Map([
          ["WANDB_BASE_URL", url],
          ["WANDB_API_KEY", Redacted.value(adminKey)]
        ])
      )
    )
  })
).pipe(Layer.provide(Instance.layer()))

/** The server that the environment names, if it names one. */
const named = Effect.map(
  Config.option(Config.string("WANDB_BASE_URL")),
  Option.filter((url) => url !== "")
)

const server = Layer.unwrapEffect(
  Effect.map(
    named,
    Option.match({
      onNone: () => emulated,
      onSome: (url) =>
        Layer.effectDiscard(Console.log(`Running against ${url}, where a user will be created.\n`))
    })
  )
)

const WandbLive = Wandb.layerConfig().pipe(Layer.provide(NodeHttpClient.layerUndici), Layer.provide(server))

const main = story.pipe(
  Effect.provide(WandbLive),
  Effect.tapErrorCause((cause) => Console.error(`The story ended early. ${Cause.pretty(cause)}`))
)

NodeRuntime.runMain(main, { disableErrorReporting: true })
