import { Wandb } from "@effect-wandb/client"
import { ApiKeys, User, Users } from "@effect-wandb/core"
import { Console, Effect } from "effect"

export const program = Effect.gen(function* () {
  // Whoever has the address already is taken as they are.
  const ada = yield* Users.create({ email: "ada@example.com" }).pipe(
    Effect.catchTag("UserAlreadyExists", () => Users.get({ email: "ada@example.com" }))
  )
  yield* Console.log(`${User.label(ada)} is in the teams ${User.teamNames(ada).join(", ")}.`)

  // A key of your own, which is tried and deleted. Its secret is never printed.
  const key = yield* ApiKeys.generate({ description: "first steps" })
  const owner = yield* Wandb.actAs(key.secret)(Users.viewer)
  yield* Console.log(`The key ${key.name} is that of ${User.label(owner)}.`)
  yield* ApiKeys.delete(owner, key)
})
