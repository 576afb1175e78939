import { User, Users } from "@effect-wandb/core"
import { assert, it } from "@effect/vitest"
import { Arbitrary, Effect, FastCheck } from "effect"
import { onboard } from "../src/onboarding.js"

const [anyone] = FastCheck.sample(Arbitrary.make(User.User), 1)

// The program creates users and does nothing else: any other method would die, naming itself.
const users = Users.layerMock({
  create: () => (anyone ? Effect.succeed(anyone) : Effect.dieMessage("no sample"))
})

it.effect("asks for one user for each address", () =>
  Effect.gen(function* () {
    const created = yield* onboard(["ada@example.com", "grace@example.com"])
    assert.strictEqual(created.length, 2)
  }).pipe(Effect.provide(users))
)
