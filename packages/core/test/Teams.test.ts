import { Teams, WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { assertEquals, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Cause, Chunk, Effect, Exit, Option, Stream } from "effect"
import { currentKey, invitation, member, secret, team, user } from "./support.js"

const ada = user({})
const engine = team("engine")
const grace = member("grace")
const key = secret(currentKey)

describe("Teams.layerMock", () => {
  it.effect("answers with the methods that the test gives, through the module's functions", () =>
    Effect.gen(function* () {
      const toArray = <A, E, R>(stream: Stream.Stream<A, E, R>) =>
        Effect.map(Stream.runCollect(stream), Chunk.toReadonlyArray)

      assert.strictEqual(yield* Teams.get("engine"), engine)
      assertSome(yield* Teams.find("engine"), engine)
      deepStrictEqual(yield* toArray(Teams.list()), [engine, engine])
      assert.strictEqual(yield* Teams.create({ name: "engine" }), engine)
      assert.isUndefined(yield* Teams.delete("engine"))
      deepStrictEqual(yield* Teams.members("engine"), [grace])
      assert.isUndefined(yield* Teams.removeMember("engine", grace))
      assert.strictEqual(yield* Teams.setRole("engine", grace, "admin"), grace)
      assert.strictEqual(yield* Teams.invite("engine", { username: "grace" }), invitation)
      deepStrictEqual(yield* toArray(Teams.pendingInvites("engine")), [invitation])
      assert.isUndefined(yield* Teams.cancelInvite("engine", invitation))
      assert.strictEqual(yield* Teams.createServiceAccount("engine", { description: "nightly" }), ada)
      assertEquals(yield* Teams.serviceAccountKey("engine", ada), Option.some(key))
    }).pipe(
      Effect.provide(
        Teams.layerMock({
          get: () => Effect.succeed(engine),
          find: () => Effect.succeedSome(engine),
          list: () => Stream.make(engine, engine),
          create: () => Effect.succeed(engine),
          delete: () => Effect.void,
          members: () => Effect.succeed([grace]),
          removeMember: () => Effect.void,
          setRole: () => Effect.succeed(grace),
          invite: () => Effect.succeed(invitation),
          pendingInvites: () => Stream.make(invitation),
          cancelInvite: () => Effect.void,
          createServiceAccount: () => Effect.succeed(ada),
          serviceAccountKey: () => Effect.succeedSome(key)
        })
      )
    )
  )

  it.effect("hands every method what its function was given, in the same order", () => {
    const given: Array<ReadonlyArray<unknown>> = []
    const keep =
      <A>(answer: A) =>
      (...args: ReadonlyArray<unknown>): A => {
        given.push(args)
        return answer
      }
    return Effect.gen(function* () {
      yield* Teams.get("a")
      yield* Teams.find("b")
      yield* Stream.runDrain(Teams.list(ada))
      yield* Stream.runDrain(Teams.list())
      yield* Teams.create({ name: "c", admin: "ada" })
      yield* Teams.delete("d")
      yield* Teams.members("e")
      yield* Teams.removeMember("f", grace)
      yield* Teams.setRole("g", ada, "reviewer")
      yield* Teams.invite("h", { email: "grace@example.com", role: "admin" })
      yield* Stream.runDrain(Teams.pendingInvites("i"))
      yield* Teams.cancelInvite("j", { username: "grace" })
      yield* Teams.createServiceAccount("k", { description: "nightly" })
      yield* Teams.serviceAccountKey("l", { email: "grace@example.com" })
      deepStrictEqual(given, [
        ["a"],
        ["b"],
        [ada],
        [undefined],
        [{ name: "c", admin: "ada" }],
        ["d"],
        ["e"],
        ["f", grace],
        ["g", ada, "reviewer"],
        ["h", { email: "grace@example.com", role: "admin" }],
        ["i"],
        ["j", { username: "grace" }],
        ["k", { description: "nightly" }],
        ["l", { email: "grace@example.com" }]
      ])
    }).pipe(
      Effect.provide(
        Teams.layerMock({
          get: keep(Effect.succeed(engine)),
          find: keep(Effect.succeedNone),
          list: keep(Stream.empty),
          create: keep(Effect.succeed(engine)),
          delete: keep(Effect.void),
          members: keep(Effect.succeed([])),
          removeMember: keep(Effect.void),
          setRole: keep(Effect.succeed(grace)),
          invite: keep(Effect.succeed(invitation)),
          pendingInvites: keep(Stream.empty),
          cancelInvite: keep(Effect.void),
          createServiceAccount: keep(Effect.succeed(ada)),
          serviceAccountKey: keep(Effect.succeedNone)
        })
      )
    )
  })

  it.effect("is asked by inviteMany as by invite: the team is said apart from whom and as what", () => {
    const given: Array<ReadonlyArray<unknown>> = []
    return Effect.gen(function* () {
      yield* Stream.runDrain(
        Teams.inviteMany([
          { team: "engine", username: "grace" },
          { team: "bridge", email: "ada@example.com", role: "admin" }
        ])
      )
      deepStrictEqual(given, [
        ["engine", { username: "grace" }],
        ["bridge", { email: "ada@example.com", role: "admin" }]
      ])
    }).pipe(
      Effect.provide(
        Teams.layerMock({
          invite: (...args) => {
            given.push(args)
            return Effect.succeed(invitation)
          }
        })
      )
    )
  })

  it.effect("fails with the typed error that a method is made to fail with", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Teams.get("engine"))
      assert.strictEqual(error._tag, "TeamNotFound")
    }).pipe(
      Effect.provide(
        Teams.layerMock({ get: (name) => Effect.fail(new WandbError.TeamNotFound({ team: name })) })
      )
    )
  )

  const programs = {
    get: Teams.get("engine"),
    find: Teams.find("engine"),
    list: Stream.runDrain(Teams.list()),
    create: Teams.create({ name: "engine" }),
    delete: Teams.delete("engine"),
    members: Teams.members("engine"),
    removeMember: Teams.removeMember("engine", grace),
    setRole: Teams.setRole("engine", grace, "admin"),
    invite: Teams.invite("engine", { username: "grace" }),
    pendingInvites: Stream.runDrain(Teams.pendingInvites("engine")),
    cancelInvite: Teams.cancelInvite("engine", invitation),
    createServiceAccount: Teams.createServiceAccount("engine", { description: "nightly" }),
    serviceAccountKey: Teams.serviceAccountKey("engine", ada)
    // A method that is missing here does not compile.
  } satisfies Record<keyof Teams.Teams.Service, Effect.Effect<unknown, unknown, Teams.Teams>>

  it.effect.each([
    ...Object.entries(programs),
    ["find", Teams.getOrCreate({ name: "engine" })],
    ["invite", Stream.runDrain(Teams.inviteMany([{ team: "engine", username: "grace" }]))]
  ] as const)("dies for %s, which was not given, naming it", ([method, program]) =>
    Effect.gen(function* () {
      const cause = yield* Effect.flip(Effect.sandbox<unknown, unknown, Teams.Teams>(program))
      assert.isTrue(Cause.isDie(cause))
      assert.include(
        Cause.pretty(cause),
        `Teams.${method} was called, but Teams.layerMock was given no "${method}".`
      )
    }).pipe(Effect.provide(Teams.layerMock({})))
  )
})

describe("Teams.getOrCreate", () => {
  const taken = new WandbError.TeamAlreadyExists({ team: "engine" })
  const denied = new WandbError.PermissionDenied({ operation: "Teams.create" })

  /** Asks for the team on a `Teams` that finds and creates what it is told, one after the other. */
  const asked = (
    found: ReadonlyArray<ReturnType<Teams.Teams.Service["find"]>>,
    created: ReturnType<Teams.Teams.Service["create"]>
  ) =>
    Effect.gen(function* () {
      const calls: Array<unknown> = []
      const answers = [...found]
      const exit = yield* Teams.getOrCreate({ name: "engine", admin: "ada" }).pipe(
        Effect.exit,
        Effect.provide(
          Teams.layerMock({
            find: (name) => {
              calls.push(["find", name])
              return answers.shift() ?? Effect.dieMessage("it was looked up too often")
            },
            create: (options) => {
              calls.push(["create", options])
              return created
            }
          })
        )
      )
      return { calls, exit }
    })

  const find = ["find", "engine"]
  const create = ["create", { name: "engine", admin: "ada" }]
  const none = Effect.succeedNone
  const some = Effect.succeedSome(engine)
  const personal = Effect.succeedSome(team("engine", { personal: true }))

  it.effect("gives the team that is there, and creates none", () =>
    Effect.gen(function* () {
      const { calls, exit } = yield* asked([some], Effect.dieMessage("it was created"))
      deepStrictEqual(exit, Exit.succeed(engine))
      deepStrictEqual(calls, [find])
    })
  )

  it.effect("creates the team where there is none, as it was asked for", () =>
    Effect.gen(function* () {
      const { calls, exit } = yield* asked([none], Effect.succeed(engine))
      deepStrictEqual(exit, Exit.succeed(engine))
      deepStrictEqual(calls, [find, create])
    })
  )

  it.effect("gives the team that somebody else created in between", () =>
    Effect.gen(function* () {
      const { calls, exit } = yield* asked([none, some], Effect.fail(taken))
      deepStrictEqual(exit, Exit.succeed(engine))
      deepStrictEqual(calls, [find, create, find])
    })
  )

  it.effect("fails with TeamAlreadyExists at once where the name is a user's", () =>
    Effect.gen(function* () {
      const { calls, exit } = yield* asked([personal], Effect.dieMessage("it was created"))
      deepStrictEqual(exit, Exit.fail(taken))
      deepStrictEqual(calls, [find])
    })
  )

  it.effect.each([
    ["a user who came in between", [none, personal]],
    ["a team that may not be seen", [none, none]]
  ] as const)("fails with TeamAlreadyExists where the name is that of %s", ([, found]) =>
    Effect.gen(function* () {
      const { calls, exit } = yield* asked(found, Effect.fail(taken))
      deepStrictEqual(exit, Exit.fail(taken))
      deepStrictEqual(calls, [find, create, find])
    })
  )

  it.effect.each([
    ["it may not create one", [none], Effect.fail(denied), denied],
    ["it may not look", [Effect.fail(denied)], Effect.dieMessage("it was created"), denied],
    ["it may not look again", [none, Effect.fail(denied)], Effect.fail(taken), denied]
  ] as const)("fails with the error at hand where %s", ([, found, created, error]) =>
    Effect.gen(function* () {
      const { exit } = yield* asked(found, created)
      deepStrictEqual(exit, Exit.fail(error))
    })
  )

  it.effect("looks and creates anew each time it is run", () =>
    Effect.gen(function* () {
      let teams = 0
      const program = Teams.getOrCreate({ name: "engine" })
      yield* Effect.repeatN(program, 2).pipe(
        Effect.provide(
          Teams.layerMock({
            find: () => Effect.sync(() => (teams === 0 ? Option.none() : Option.some(engine))),
            create: () => Effect.sync(() => (teams++, engine))
          })
        )
      )
      assert.strictEqual(teams, 1)
    })
  )
})
