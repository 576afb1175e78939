import { ApiKeys, Users, type WandbError } from "@effect-wandb/core"
import { Fault } from "@effect-wandb/emulator"
import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, FastCheck } from "effect"
import { isNamed, told } from "../src/keys.js"
import { makeReal } from "../src/model.js"
import { scale } from "../src/scale.js"

/** What one of the programs does that run at the same time; names and keys are few, so that they get in each other's way. */
type Step =
  | { readonly does: "create"; readonly email: string }
  | { readonly does: "generate"; readonly settle: boolean }
  | { readonly does: "exchange" }

const step: FastCheck.Arbitrary<Step> = FastCheck.oneof(
  FastCheck.constantFrom("ada@example.com", "grace@example.com").map((email): Step => ({
    does: "create",
    email
  })),
  FastCheck.boolean().map((settle): Step => ({ does: "generate", settle })),
  FastCheck.constant<Step>({ does: "exchange" })
)

const fault = FastCheck.constantFrom<Fault.Fault>(
  Fault.dropAfter({ operation: "generateApiKey" }),
  Fault.dropBefore({ operation: "generateApiKey" }),
  Fault.truncate({ operation: "generateApiKey" }),
  Fault.refuse({ operation: "createUser" }),
  Fault.respond({ operation: "deleteApiKey", status: 503 }),
  Fault.dropAfter({ operation: "deleteApiKey" }),
  Fault.respond({ operation: "ViewerApiKeys", status: 500 })
)

interface Witness {
  readonly created: Array<string>
  readonly refused: Array<string>
  readonly live: Set<string>
  readonly errors: Array<WandbError.OutcomeUnknown>
}

/** Makes a key and deletes another one, as a rotation does. */
const exchange = Effect.gen(function* () {
  const old = yield* ApiKeys.generate({ description: "old", settle: true })
  const fresh = yield* ApiKeys.generate({ description: "fresh", settle: true })
  yield* ApiKeys.deleteById(old.id)
  return fresh
})

const take = (witness: Witness, one: Step): Effect.Effect<void, never, Users.Users | ApiKeys.ApiKeys> => {
  if (one.does === "create") {
    return Users.create({ email: one.email }).pipe(
      Effect.match({
        onSuccess: () => void witness.created.push(one.email),
        onFailure: (error) => {
          if (error._tag === "UserAlreadyExists") witness.refused.push(one.email)
        }
      })
    )
  }
  const makes =
    one.does === "exchange" ? exchange : ApiKeys.generate({ description: "key", settle: one.settle })
  return makes.pipe(
    Effect.match({
      onSuccess: ({ id }) => void witness.live.add(id),
      onFailure: (error) => {
        if (error._tag === "OutcomeUnknown") witness.errors.push(error)
      }
    })
  )
}

/** Every request and every answer waits until the scheduler lets it go, in whichever order that likes. */
const scheduled =
  (scheduler: FastCheck.Scheduler) =>
  (client: HttpClient.HttpClient): HttpClient.HttpClient => {
    const turn = (what: string) => Effect.promise(() => scheduler.schedule(Promise.resolve(), what))
    return HttpClient.transform(client, (response) =>
      turn("request").pipe(
        Effect.zipRight(response),
        Effect.zipLeft(turn("answer")),
        // A lost connection is heard of in its turn too.
        Effect.tapError(() => turn("loss"))
      )
    )
  }

describe("programs that run at the same time", () => {
  it(
    "leave what they were told, in whichever order requests arrive and answers come back",
    () =>
      FastCheck.assert(
        FastCheck.asyncProperty(
          FastCheck.scheduler(),
          FastCheck.array(FastCheck.array(step, { minLength: 1, maxLength: 3 }), {
            minLength: 2,
            maxLength: 4
          }),
          FastCheck.array(fault, { maxLength: 3 }),
          (scheduler, programs, faults) =>
            Effect.gen(function* () {
              const real = yield* makeReal({ transformClient: scheduled(scheduler) })
              yield* real.instance.inject(...faults)
              const witness: Witness = { created: [], refused: [], live: new Set(), errors: [] }
              const all = Effect.forEach(
                programs,
                (steps) => Effect.forEach(steps, (one) => take(witness, one)),
                { concurrency: "unbounded" }
              )
              const result = yield* Effect.promise(() => scheduler.waitFor(real.run(all)))
              assert.isTrue(Either.isRight(result))

              const users = (yield* real.instance.users).map(({ email }) => email)
              for (const email of ["ada@example.com", "grace@example.com"]) {
                const created = witness.created.filter((one) => one === email).length
                assert.isAtMost(created, 1, "one user, created once")
                assert.strictEqual(users.filter((one) => one === email).length, created)
                if (created === 0) assert.notInclude(witness.refused, email)
              }
              const keys = (yield* real.instance.apiKeys).filter(({ id }) => !real.first.has(id))
              const ids = new Set(keys.map(({ id }) => id))
              for (const id of witness.live) assert.isTrue(ids.has(id), "a key that was handed out works")
              const others = keys.filter(({ id }) => !witness.live.has(id))
              const errors = witness.errors.map(told)
              for (const key of others) assert.isTrue(isNamed(key, errors), `${key.description} is named`)
            }).pipe(Effect.scoped, Effect.runPromise)
        ),
        { numRuns: scale(2_000, 60), seed: scale(Date.now(), 2026), verbose: true }
      ),
    scale(120_000, 20_000)
  )
})
