import { Arbitraries, Fault, WandbTest } from "@effect-wandb/testing"
import { describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, FastCheck } from "effect"
import { Joiner } from "../src/Joiner.js"
import { onboard } from "../src/onboard.js"
import { inTime, over, recipients } from "./support.js"

/** Any company in which there is the account that CI jobs run as, and the team that joiners join. */
const companies = Arbitraries.world({
  around: { users: [{ username: "robot", accountType: "SERVICE" }], teams: [{ name: "engine" }] },
  maxUsers: 3,
  maxTeams: 1
})

/** Anybody at all, or somebody of the company. */
const joiners = FastCheck.record({
  seed: companies,
  name: Arbitraries.username,
  email: Arbitraries.email,
  place: FastCheck.nat({ max: 9 }),
  kind: FastCheck.constantFrom("person" as const, "ci" as const)
}).map(({ email, kind, name, place, seed }) => {
  const known = (seed.users ?? [])[place]
  const address =
    known && known.username !== "robot" ? (known.email ?? `${known.username}@example.com`) : email
  return { seed, joiner: new Joiner({ name, email: address, department: "engine", kind }) }
})

/** What there is, without ids and the names of keys, in which two runs differ. */
const state = Effect.all({
  users: Effect.map(WandbTest.users, (users) => users.map((user) => ({ ...user, id: "" }))),
  keys: Effect.map(WandbTest.apiKeys, (keys) => keys.map(({ username }) => username)),
  teams: Effect.map(WandbTest.teams, (teams) =>
    teams.map(({ members, name }) => [name, members.map(({ role, username }) => `${username}: ${role}`)])
  ),
  letters: recipients
})

const faults = FastCheck.constantFrom(
  Fault.refuse(),
  Fault.dropBefore(),
  Fault.dropAfter(),
  Fault.truncate(),
  Fault.respond({ status: 403 }),
  Fault.respondAfter({ status: 502 })
)

const operations = FastCheck.constantFrom(
  "entity",
  "users",
  "user",
  "viewer",
  "createUser",
  "undeleteUser",
  "createInvite",
  "generateApiKey",
  "deleteApiKey"
)

const isChange = (field: string): boolean => /^(create|update|delete|undelete|generate)/.test(field)

describe("whoever joins whatever company", () => {
  it.effect.prop(
    "has all after the first time, and the second time changes nothing",
    [joiners],
    ([{ joiner, seed }]) =>
      Effect.gen(function* () {
        const receipt = yield* onboard(joiner)
        const done = yield* state
        const asked = (yield* WandbTest.requests).length
        deepStrictEqual(yield* onboard(joiner), receipt)
        deepStrictEqual(yield* state, done)
        const again = (yield* WandbTest.requests).slice(asked)
        deepStrictEqual(
          again.flatMap(({ rootFields }) => rootFields.filter(isChange)),
          []
        )
      }).pipe(Effect.provide(over(seed))),
    { fastCheck: { numRuns: 15 } }
  )

  it.effect.prop(
    "has the same when something went wrong on the way, and it was done again",
    [joiners, operations, faults],
    ([{ joiner, seed }, operation, fault]) =>
      Effect.gen(function* () {
        const undisturbed = yield* Effect.provide(Effect.zipRight(onboard(joiner), state), over(seed))
        const disturbed = Effect.gen(function* () {
          yield* WandbTest.failNext(operation, fault)
          yield* Effect.either(onboard(joiner))
          yield* WandbTest.clearFaults
          yield* onboard(joiner)
          return yield* state
        })
        // Only where no key was made is one looked for again, after a while.
        const program = Effect.provide(disturbed, over(seed))
        deepStrictEqual(yield* operation === "generateApiKey" ? inTime(program) : program, undisturbed)
      }),
    { fastCheck: { numRuns: 20 } }
  )
})
