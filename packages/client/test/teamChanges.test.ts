import { RetryPolicy, type Wandb } from "@effect-wandb/client"
import { Teams } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Fiber, Schedule, TestClock } from "effect"
import { network, over, type Reply, wireUser } from "./support.js"
import { teamAnswers, wireInvite, wireMember, wireTeam } from "./teamOperations.js"

const grace = { username: "grace" }
const lost = network("ECONNRESET")
const invisible: Reply = { body: { data: { result: { success: true, invite: null } } } }
/** An account of which the teams may go on. */
const incomplete: Reply = { body: { data: { result: { user: wireUser({ lastTeam: null }) } } } }

type Case = readonly [
  call: string,
  /** The operation that is not answered. */
  hangs: string,
  program: Effect.Effect<unknown, unknown, Wandb.Wandb>,
  words: RegExp,
  answers?: Readonly<Record<string, Reply | Error>>
]

const account = Teams.createServiceAccount("engine", { description: "ci" })

const changes: ReadonlyArray<Case> = [
  ["Teams.create", "CreateTeam", Teams.create({ name: "engine" }), /Teams\.find\("engine"\)/],
  [
    "Teams.create",
    "TeamByName",
    Teams.create({ name: "engine" }),
    /Teams\.find\("engine"\)/,
    { CreateTeam: lost }
  ],
  ["Teams.delete", "DeleteTeam", Teams.delete("engine"), /the team "engine" again/],
  [
    "Teams.removeMember",
    "DeleteInvite",
    Teams.removeMember("engine", grace),
    /"grace" with Teams\.members\("engine"\)/
  ],
  [
    "Teams.setRole",
    "UpdateMember",
    Teams.setRole("engine", grace, "member"),
    /"grace" with Teams\.members\("engine"\)/
  ],
  ["Teams.invite", "CreateInvite", Teams.invite("engine", grace), /"grace" with Teams\.members\("engine"\)/],
  [
    "Teams.invite",
    "TeamByName",
    Teams.invite("engine", grace),
    /the invitation was made/,
    { CreateInvite: invisible }
  ],
  [
    "Teams.cancelInvite",
    "DeleteInvite",
    Teams.cancelInvite("engine", { email: "mary@example.com" }),
    /"mary@example\.com" to the team "engine"/
  ],
  ["Teams.createServiceAccount", "CreateServiceAccount", account, /Teams\.members\("engine"\)/],
  [
    "Teams.createServiceAccount",
    "UserTeams",
    account,
    /was created.*Users\.get\(\{ id: "VXNlcjox" \}\)/,
    { CreateServiceAccount: incomplete }
  ]
]

describe("what is said of an interrupted change of a team", () => {
  it.effect.each(changes)(
    "tells what %s was about, cut off at %s",
    ([call, hangs, program, words, answers = {}]) =>
      Effect.gen(function* () {
        const told: Array<string> = []
        const { layer } = over(
          ({ body: { operationName } }) =>
            operationName === hangs
              ? "never"
              : (answers[operationName] ?? { body: { data: teamAnswers[operationName] } }),
          { onOutcomeUnknown: ({ message }) => Effect.sync(() => void told.push(message)) }
        )
        const fiber = yield* Effect.fork(Effect.provide(program, layer))
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(told.length, 1)
        assert.match(told[0] ?? "", words)
        assert.include(told[0], `${call} was sent`)
      })
  )

  it.effect("is nothing where it has ended", () =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const ends = (program: Effect.Effect<unknown, unknown, Wandb.Wandb>, answer: Reply) => {
        const { layer } = over(
          ({ body: { operationName } }) =>
            operationName.startsWith("Create") ? answer : { body: { data: teamAnswers[operationName] } },
          { onOutcomeUnknown: ({ message }) => Effect.sync(() => void told.push(message)) }
        )
        return Effect.either(Effect.provide(program, layer))
      }
      const shown: Reply = { body: { data: { result: { success: true, invite: wireInvite() } } } }
      yield* ends(Teams.invite("engine", grace), shown)
      yield* ends(Teams.invite("engine", grace), invisible)
      yield* ends(Teams.invite("engine", { username: "nobody" }), invisible)
      yield* ends(Teams.create({ name: "engine" }), { body: { data: { result: { entity: null } } } })
      yield* ends(account, incomplete)
      deepStrictEqual(told, [])
    })
  )
})

describe("the creation of a team that is not answered", () => {
  it.effect("leaves time to look for the team", () =>
    Effect.gen(function* () {
      const retryPolicy = RetryPolicy.make(Schedule.stop, {
        attemptTimeout: "1 minute",
        deadline: "20 seconds"
      })
      const entity = wireTeam({ members: [wireMember()] })
      const { layer, sent } = over(
        ({ body: { operationName } }) =>
          operationName === "CreateTeam" ? "never" : { body: { data: { entity } } },
        { retryPolicy }
      )
      const create = Teams.create({ name: "engine", admin: "ada" })
      const fiber = yield* Effect.fork(Effect.provide(create, layer))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* fiber).name, "engine")
      deepStrictEqual(
        sent.map(({ body }) => body.operationName),
        ["CreateTeam", "TeamByName"]
      )
    })
  )
})
