import { Teams, User, type WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Chunk, Effect, Option, Stream } from "effect"
import { ada } from "./operations.js"
import { over, type Reply, type Sent } from "./support.js"
import {
  memberOf,
  teamAnswers,
  teamDocuments,
  wireMember,
  wirePending,
  wireTeam,
  wireTeams
} from "./teamOperations.js"

const variableOf = ({ body: { variables } }: Sent, name: string): unknown =>
  typeof variables === "object" && variables !== null ? Reflect.get(variables, name) : undefined

type Answers = Readonly<Record<string, unknown>>

/** A server on which everything is as it should be, but for some answers. */
const server = (answers: Answers = {}) =>
  over(({ body: { operationName } }): Reply => ({
    body: { data: { ...teamAnswers, ...answers }[operationName] }
  }))

const withMembers = (...members: ReadonlyArray<object>) =>
  server({ TeamByName: { entity: wireTeam({ members }) } })

const namesOf = (sent: ReadonlyArray<Sent>) => sent.map(({ body }) => body.operationName)

describe("the documents about teams", () => {
  it("ask for a member's key in one place only", () =>
    deepStrictEqual(
      teamDocuments.flatMap(({ document, name }) => (/\bapiKey\b/.test(document) ? [name] : [])),
      ["TeamMemberKeys"]
    ))
})

describe("a member", () => {
  const memberFrom = (fields: Record<string, unknown>) =>
    Effect.gen(function* () {
      const [member] = yield* Teams.members("engine").pipe(
        Effect.provide(withMembers(wireMember(fields)).layer)
      )
      return member ?? assert.fail("there is no member")
    })

  it.effect("without a name, an id, an address or a role has none, be they null or empty", () =>
    Effect.gen(function* () {
      for (const absent of [null, ""]) {
        const member = yield* memberFrom({
          id: absent,
          username: absent,
          email: absent,
          role: absent,
          admin: null
        })
        const { email, id, role, username } = member
        for (const one of [id, username, email, role]) assert.isTrue(Option.isNone(one))
      }
    })
  )

  it.effect.each([
    [{ role: "reviewer", admin: true }, "reviewer"],
    [{ role: null, admin: true }, "admin"],
    [{ role: "", admin: true }, "admin"],
    [{ role: null, admin: false }, null]
  ] as const)("with %j has the role %s", ([fields, role]) =>
    Effect.gen(function* () {
      assert.strictEqual(Option.getOrNull((yield* memberFrom(fields)).role), role)
    })
  )

  it.effect("of an unknown kind is passed on, and not pending where the server does not say", () =>
    Effect.gen(function* () {
      const member = yield* memberFrom({ accountType: "NEW_KIND", pending: null })
      assertSome(member.accountType, "NEW_KIND")
      assert.isFalse(member.pending)
    })
  )
})

describe("a member without an id", () => {
  const nameless = { id: null, username: null, role: "member", admin: false }

  it.effect("cannot be removed, and nothing is sent for it", () =>
    Effect.gen(function* () {
      const { layer, sent } = withMembers(wireMember({ id: null, role: "member" }))
      const error = yield* Effect.flip(
        Effect.provide(Teams.removeMember("engine", { username: "ada" }), layer)
      )
      assert.deepInclude(error, {
        _tag: "UnexpectedResponse",
        operation: "Teams.removeMember",
        path: "data.entity.members.id",
        mayHaveActed: false
      })
      deepStrictEqual(namesOf(sent), ["TeamByName"])
    })
  )

  it.effect("has a role to be set where there is a username, and not otherwise", () =>
    Effect.gen(function* () {
      const named = withMembers(wireMember({ ...nameless, username: "grace" }))
      yield* Effect.provide(Teams.setRole("engine", { username: "grace" }, "member"), named.layer)
      assert.strictEqual(variableOf(named.sent[2] ?? assert.fail("not sent"), "user"), "VXNlcjoy")

      const unnamed = withMembers(wireMember(nameless))
      const error = yield* Effect.flip(
        Effect.provide(Teams.setRole("engine", { email: "ada@example.com" }, "member"), unnamed.layer)
      )
      assert.deepInclude(error, { _tag: "UnexpectedResponse", path: "data.entity.members.id" })
      deepStrictEqual(namesOf(unnamed.sent), ["TeamByName"])
    })
  )

  it.effect("cannot be kept out by cancelling the invitation either", () =>
    Effect.gen(function* () {
      const { layer, sent } = withMembers(wirePending({ id: null }))
      const cancel = Teams.cancelInvite("engine", { email: "mary@example.com" })
      assert.deepInclude(yield* Effect.flip(Effect.provide(cancel, layer)), {
        path: "data.entity.members.id"
      })
      deepStrictEqual(namesOf(sent), ["TeamByName"])
    })
  )

  it.effect("is known by the username, else by the address", () =>
    Effect.gen(function* () {
      const { layer, sent } = withMembers(
        wireMember({ id: "1", username: "grace", role: "member" }),
        wireMember({ id: "2", username: null, role: "member" })
      )
      const member = memberOf(wireMember({ ...nameless, email: "ADA@example.com" }))
      yield* Effect.provide(Teams.removeMember("engine", member), layer)
      assert.strictEqual(variableOf(sent[1] ?? assert.fail("not sent"), "id"), "1")
    })
  )
})

describe("a member without a username", () => {
  it.effect("is known to the server by the id of the membership", () =>
    Effect.gen(function* () {
      const { layer, sent } = withMembers(wireMember({ username: null, role: "member" }))
      yield* Effect.provide(Teams.setRole("engine", { email: "ada@example.com" }, "admin"), layer)
      deepStrictEqual(namesOf(sent), ["TeamByName", "UpdateMember"])
      assert.strictEqual(variableOf(sent[1] ?? assert.fail("not sent"), "user"), "VXNlcjox")
    })
  )

  it.effect("nor an address is known by the id, as a user too", () =>
    Effect.gen(function* () {
      const { layer } = withMembers(wireMember({ username: null, email: null, role: "member" }))
      const unnamed = new User.User({ ...ada, username: Option.none(), email: Option.none() })
      yield* Effect.provide(Teams.removeMember("engine", unnamed), layer)
      const stranger = new User.User({ ...unnamed, id: User.UserId.make("VXNlcjo5") })
      const error = yield* Effect.flip(Effect.provide(Teams.removeMember("engine", stranger), layer))
      assert.deepInclude(error, { _tag: "MemberNotFound", member: "VXNlcjo5" })
    })
  )
})

describe("somebody who is given as nobody", () => {
  it.effect("is InvalidInput, as a program in JavaScript can give it", () =>
    Effect.gen(function* () {
      const { layer, sent } = server()
      const nobody: Teams.Teams.Who = JSON.parse("{}")
      const error = yield* Effect.flip(Effect.provide(Teams.removeMember("engine", nobody), layer))
      assert.deepInclude(error, { _tag: "InvalidInput", operation: "Teams.removeMember", field: "member" })
      deepStrictEqual(sent, [])
    })
  )
})

describe("a free name", () => {
  it.effect("is no team in any lookup, whatever else the server says of it", () =>
    Effect.gen(function* () {
      const entity = { available: true, name: "engine", id: null, isTeam: "?", members: 1, invites: 2 }
      const { layer } = server({
        TeamByName: { entity },
        TeamInvites: { entity },
        TeamMemberKeys: { entity }
      })
      const grace = { username: "grace" }
      const programs: ReadonlyArray<Effect.Effect<unknown, WandbError.WandbError, Teams.Teams>> = [
        Teams.get("engine"),
        Teams.members("engine"),
        Teams.removeMember("engine", grace),
        Teams.setRole("engine", grace, "member"),
        Stream.runDrain(Teams.pendingInvites("engine")),
        Teams.cancelInvite("engine", grace),
        Teams.serviceAccountKey("engine", grace)
      ]
      for (const program of programs) {
        assert.deepInclude(yield* Effect.flip(Effect.provide(program, layer)), { _tag: "TeamNotFound" })
      }
    })
  )

  it.effect.each<readonly [entity: unknown, path: string, problem: string]>([
    [
      wireTeam({ members: [wireMember({ name: 1 })] }),
      "data.entity.members[0].name",
      "expected a string, got a number"
    ],
    [{ available: null }, "data.entity.id", "it is missing"],
    [7, "data.entity", "expected an object, got a number"]
  ])("does not hide what is wrong with a team: %j", ([entity, path, problem]) =>
    Effect.gen(function* () {
      const { layer } = server({ TeamByName: { entity } })
      const error = yield* Effect.flip(Effect.provide(Teams.get("engine"), layer))
      assert.deepInclude(error, { _tag: "UnexpectedResponse", path, problem })
    })
  )
})

describe("Teams.list", () => {
  const named = (name: string) => wireTeam({ name, id: `id-${name}` })
  const listed = (answer: (sent: Sent) => unknown) => {
    const { layer, sent } = over((one): Reply => ({ body: { data: { viewer: answer(one) } } }))
    const names = Teams.list().pipe(
      Stream.map(({ name }) => String(name)),
      Stream.runCollect,
      Effect.map(Chunk.toReadonlyArray),
      Effect.provide(layer)
    )
    return { names, sent }
  }

  it.effect("skips what is hidden, and goes on until the last team of all is there", () =>
    Effect.gen(function* () {
      const lastTeam = { edges: [{ node: { name: "c" } }] }
      const pages = new Map<unknown, ReadonlyArray<object>>([
        [
          null,
          [
            { cursor: "1", node: named("a") },
            { cursor: "2", node: null }
          ]
        ],
        ["2", [{ cursor: "3", node: null }]],
        [
          "3",
          [
            { cursor: "4", node: named("b") },
            { cursor: "5", node: named("c") }
          ]
        ]
      ])
      const { names, sent } = listed((one) => ({
        teams: { edges: pages.get(variableOf(one, "after")) },
        lastTeam
      }))
      deepStrictEqual(yield* names, ["a", "b", "c"])
      assert.strictEqual(sent.length, 3)
    })
  )

  it.effect.each([null, { edges: [] }, { edges: [{ node: null }] }])(
    "goes on until a page is empty where the last team is not told: %j",
    (lastTeam) =>
      Effect.gen(function* () {
        const { names, sent } = listed((one) =>
          variableOf(one, "after") === null
            ? { ...wireTeams(named("a"), named("b")), lastTeam }
            : { teams: { edges: [] }, lastTeam }
        )
        deepStrictEqual(yield* names, ["a", "b"])
        assert.strictEqual(sent.length, 2)
      })
  )

  it.effect("fails on a server that gives the same page again and again", () =>
    Effect.gen(function* () {
      const { names } = listed(() => ({
        ...wireTeams(named("a")),
        lastTeam: { edges: [{ node: { name: "z" } }] }
      }))
      const error = yield* Effect.flip(names)
      assert.deepInclude(error, {
        _tag: "UnexpectedResponse",
        operation: "Teams.list",
        path: "data.viewer.teams"
      })
    })
  )
})
