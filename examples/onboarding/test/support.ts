import { type Seed, WandbTest } from "@effect-wandb/testing"
import { Context, Effect, Fiber, Layer, Ref, TestClock } from "effect"
import { CiAccount } from "../src/CiAccount.js"
import { Joiner } from "../src/Joiner.js"
import { type Letter, Mailer } from "../src/Mailer.js"
import * as SecretStore from "../src/SecretStore.js"

/** The letters that were delivered, to look into. */
export class Outbox extends Context.Tag("onboarding/test/Outbox")<
  Outbox,
  Effect.Effect<ReadonlyArray<Letter>>
>() {}

/** Whom the letters went to. */
export const recipients = Effect.flatMap(
  Outbox,
  Effect.map((letters) => letters.map(({ to }) => to))
)

export const outbox: Layer.Layer<Mailer | Outbox> = Layer.effectContext(
  Effect.map(Ref.make<ReadonlyArray<Letter>>([]), (letters) =>
    Context.make(Outbox, Ref.get(letters)).pipe(
      Context.add(Mailer, {
        send: (letter) =>
          Ref.update(letters, (sent) => (sent.some(({ id }) => id === letter.id) ? sent : [...sent, letter]))
      })
    )
  )
)

const robot = Layer.effect(
  CiAccount,
  Effect.flatMap(WandbTest.WandbTest, (test) =>
    Effect.orDie(Effect.map(test.credentialsOf("robot"), (apiKey) => ({ apiKey })))
  )
)

/** A company with one team and the account that CI jobs run as. */
export const company: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    { username: "robot", accountType: "SERVICE" },
    { username: "ada", apiKeys: [{ description: "laptop" }] },
    { username: "grace", deleted: true }
  ],
  teams: [{ name: "engine", members: [{ username: "ada", role: "admin" }] }]
}

/** All that onboarding needs, over a W&B in memory. */
export const over = (seed: Seed.Seed = company, options?: WandbTest.WandbTest.Options) =>
  Layer.mergeAll(SecretStore.layerMemory, outbox, robot).pipe(
    Layer.provideMerge(WandbTest.layer(seed, options))
  )

export const person = (name: string) =>
  new Joiner({ name, email: `${name}@example.com`, department: "engine", kind: "person" })

export const ciJob = (name: string) =>
  new Joiner({ name, email: "ada@example.com", department: "engine", kind: "ci" })

/** Runs a program while time passes, as it has to where a lost key is looked for. */
export const inTime = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(program)
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })
