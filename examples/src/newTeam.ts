import { Wandb } from "@effect-wandb/client"
import { type Outcome, Progress, Teams, Users } from "@effect-wandb/core"
import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Config, Console, Effect, Layer, Option, Stream } from "effect"

/** Says what was not done, in one line each. */
const complain = <Input, Value, Already, Error extends { readonly message: string }>(
  outcome: Outcome.Outcome<Input, Value, Already, Error>
) =>
  outcome._tag === "Failed" || outcome._tag === "Unknown" ? Console.error(outcome.error.message) : Effect.void

/** A user and a seat in the team for each address; whoever has them already keeps them. */
const program = Effect.gen(function* () {
  const name = yield* Config.string("TEAM")
  const emails = yield* Config.array(Config.string(), "EMAILS")

  yield* Stream.runForEach(Users.createMany(emails.map((email) => ({ email }))), complain)
  const team = yield* Teams.getOrCreate({ name })
  yield* Stream.runForEach(Teams.inviteMany(emails.map((email) => ({ team: name, email }))), complain)

  const members = yield* Teams.members(team.name)
  yield* Console.log(`${team.name} has ${members.length} members.`)
})

const progress: Progress.Progress.Service = {
  report: ({ done, failed, operation, total, unchanged, unknown }) =>
    Console.error(
      `${operation}: ${done + unchanged + failed + unknown} of ${Option.getOrElse(total, () => "?")}`
    )
}

const WandbLive = Wandb.layerConfig().pipe(Layer.provide(NodeHttpClient.layerUndici))

program.pipe(
  Effect.provideService(Progress.Progress, progress),
  Effect.provide(WandbLive),
  NodeRuntime.runMain
)
