import { Users } from "@effect-wandb/core"
import { Seed, WandbTest } from "@effect-wandb/testing"
import { assert, it } from "@effect/vitest"
import { Effect, Stream } from "effect"

const company = Seed.make(
  Seed.user("root", { admin: true }),
  Seed.user("ada", { apiKeys: ["laptop", "nightly"] }),
  Seed.team("engine", {
    members: ["root", { username: "ada", role: "admin" }],
    invites: ["mary@example.com"],
    serviceAccounts: ["ci"]
  })
)

it.effect("there are as many as it takes", () =>
  Effect.gen(function* () {
    assert.strictEqual(yield* Stream.runCount(Users.list), 503)
  }).pipe(Effect.provide(WandbTest.layer(Seed.make(company, Seed.crowd(500)))))
)
