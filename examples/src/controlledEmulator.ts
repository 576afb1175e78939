import { Wandb } from "@effect-wandb/client"
import { User, Users } from "@effect-wandb/core"
import { Fault, Instance, Server } from "@effect-wandb/emulator"
import * as Control from "@effect-wandb/emulator/Control"
import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Redacted } from "effect"

/** Each test begins with the world as it was at the start, and says what is to go wrong. */
const program = (baseUrl: string, token: Redacted.Redacted<string>) =>
  Effect.gen(function* () {
    const emulator = yield* Control.client({ baseUrl, token })
    yield* emulator.reset
    const apiKey = yield* emulator.session("admin")
    const WandbLive = Wandb.layer({ baseUrl, apiKey })

    // The server creates the user, and its answer is lost.
    yield* emulator.inject(Fault.dropAfter({ operation: "createUser" }))
    const user = yield* Users.create({ email: "ada@example.com" }).pipe(Effect.provide(WandbLive))
    yield* Console.log(`created ${User.label(user)}, though the answer was lost`)

    const { users } = yield* emulator.world
    yield* Console.log(`users: ${users.map(({ username }) => username).join(", ")}`)
    for (const { fault = "none", operation, outcome } of yield* emulator.requests()) {
      yield* Console.log(`${operation}: ${outcome}, fault: ${fault}`)
    }

    // Back to a world that was kept, an hour later.
    const snapshot = yield* emulator.snapshot
    yield* emulator.reset
    yield* emulator.clock.adjust("1 hour")
    yield* emulator.restore(snapshot)
    yield* Console.log(`users after the restore: ${(yield* emulator.world).users.length}`)
  })

// In earnest the emulator is another process: npx @effect-wandb/emulator --control
const token = Redacted.make("a-token-of-16-characters-or-more")

Server.serve({ port: 0, control: token }).pipe(
  Effect.flatMap(({ url }) => program(url, token)),
  Effect.scoped,
  Effect.provide([Instance.layer(), NodeHttpClient.layerUndici]),
  NodeRuntime.runMain
)
