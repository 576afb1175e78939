import * as KeyAudit from "@effect-wandb/admin/KeyAudit"
import { ApiKey, type Team, User, Users, WandbError } from "@effect-wandb/core"
import { Arbitraries, Canary, Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { assertLeft, assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { Chunk, DateTime, Effect, FastCheck, Option, Schema, Stream } from "effect"

const seed = Seed.make(
  Seed.user("root", { admin: true, apiKeys: ["ops"] }),
  Seed.user("ada", { apiKeys: ["laptop", {}, "  "] }),
  Seed.user("grace", { deleted: true, apiKeys: ["old laptop"] }),
  Seed.user("linus", { apiKeys: ["desk"] }),
  Seed.user("nobody"),
  Seed.team("engine", {
    members: [{ username: "ada", role: "admin" }, "root", "grace"],
    serviceAccounts: ["ci"]
  })
)
const world = WandbTest.layer(seed)
const older = WandbTest.layer(seed, { apiKeyListing: "legacy" })

const report = (options?: KeyAudit.Options) =>
  Effect.map(Stream.runCollect(KeyAudit.report(options)), Chunk.toArray)

/** Each entry in a line: whose key, what it is called, and what was found. */
const lines = (entries: ReadonlyArray<KeyAudit.Entry>) =>
  entries.map(({ description, findings, owner }) =>
    [owner, Option.getOrElse(description, () => "-"), ...findings].join(" ")
  )

const key = (fields: Partial<typeof ApiKey.ApiKey.Type>): ApiKey.ApiKey =>
  new ApiKey.ApiKey({
    id: ApiKey.ApiKeyId.make("key 1"),
    name: ApiKey.nameFrom("wandb_v1_abc"),
    description: Option.some("d"),
    ...fields
  })

const user = (fields: Partial<typeof User.User.Type>): User.User =>
  new User.User({
    id: User.UserId.make("user 1"),
    username: Option.some(User.Username.make("ada")),
    name: "Ada",
    email: Option.some(User.Email.make("ada@example.com")),
    admin: false,
    accountType: Option.some("USER"),
    defaultEntity: Option.none(),
    createdAt: DateTime.unsafeMake(0),
    deletedAt: Option.none(),
    apiKeys: Option.some([key({})]),
    teams: Option.some([]),
    ...fields
  })

/** What is found of a user, over no server. */
const findingsOf = (fields: Partial<typeof User.User.Type>, options?: KeyAudit.Options) =>
  report(options).pipe(
    Effect.map((entries) => entries.map(({ findings }) => findings)),
    Effect.provide(Users.layerMock({ list: Stream.make(user(fields)) }))
  )

const teams = (...names: ReadonlyArray<string>): Option.Option<ReadonlyArray<Team.TeamName>> =>
  Schema.decodeSync(User.User.fields.teams)(names)

describe("KeyAudit.report", () => {
  it.effect("has each key of everybody with its findings, those of deleted users among them", () =>
    Effect.gen(function* () {
      deepStrictEqual(lines(yield* report()), [
        "root ops severalKeys",
        "root admin key severalKeys",
        "ada laptop severalKeys",
        "ada - noDescription severalKeys",
        "ada    noDescription severalKeys",
        "grace old laptop ownerDeleted",
        "linus desk ownerInNoTeam"
      ])
    }).pipe(Effect.provide(world))
  )

  it.effect("has the keys of service accounts, and tells whole secrets in the place of names", () =>
    Effect.gen(function* () {
      const entries = yield* report({ findings: ["secretListed", "ownerInNoTeam"] })
      deepStrictEqual(lines(entries).slice(-2), [
        "linus desk ownerInNoTeam secretListed",
        "engine-ci - secretListed"
      ])
      assert.isTrue(entries.every(({ findings }) => findings.includes("secretListed")))
      assertSome(entries.at(-1)?.accountType ?? Option.none(), "SERVICE")
    }).pipe(Effect.provide(older))
  )

  it.effect("looks for what it is asked to look for", () =>
    Effect.gen(function* () {
      const found = (options: KeyAudit.Options) =>
        Effect.map(report(options), (entries) => entries.flatMap(({ findings }) => findings))
      deepStrictEqual(yield* found({ findings: [] }), [])
      deepStrictEqual(yield* found({ findings: new Set(["ownerDeleted"] as const) }), ["ownerDeleted"])
      deepStrictEqual(yield* found({ findings: ["severalKeys"], allowed: 2 }), [
        "severalKeys",
        "severalKeys",
        "severalKeys"
      ])
      deepStrictEqual(yield* found({ findings: ["severalKeys"], allowed: 3 }), [])
    }).pipe(Effect.provide(world))
  )

  it.effect("has users whose keys are hidden from who is no administrator", () =>
    Effect.gen(function* () {
      const entries = yield* WandbTest.actAs("linus")(report())
      deepStrictEqual(lines(entries), [
        "root - keysHidden",
        "ada - keysHidden",
        "grace - ownerDeleted keysHidden",
        "linus desk ownerInNoTeam",
        "nobody - ownerInNoTeam keysHidden",
        "engine-ci - keysHidden"
      ])
      assertNone(entries[0]?.keyId ?? Option.some("?"))
      deepStrictEqual(lines(yield* WandbTest.actAs("linus")(report({ findings: [] }))).length, 6)
    }).pipe(Effect.provide(world))
  )

  it.effect.each<
    readonly [
      what: string,
      fields: Partial<typeof User.User.Type>,
      findings: ReadonlyArray<ReadonlyArray<KeyAudit.Finding>>
    ]
  >([
    ["whose teams are hidden", { teams: Option.none() }, [[]]],
    ["in no team but the personal entity", { teams: teams("ada") }, [["ownerInNoTeam"]]],
    ["in a team", { teams: teams("ada", "engine") }, [[]]],
    ["that is a service account of no team", { accountType: Option.some("SERVICE") }, [["ownerInNoTeam"]]],
    ["that is an account of the whole organisation", { accountType: Option.some("ORG_SERVICE") }, [[]]],
    ["of a hidden type", { accountType: Option.none() }, [["ownerInNoTeam"]]],
    ["without keys", { apiKeys: Option.some([]) }, []],
    [
      "whose key's description is a mark alone",
      {
        teams: Option.none(),
        apiKeys: Option.some([key({ description: Option.some("[ref mi2x9k3f7a2b00c]") })])
      },
      [["noDescription"]]
    ]
  ])("judges an owner %s", ([, fields, findings]) =>
    Effect.gen(function* () {
      deepStrictEqual(yield* findingsOf(fields), findings)
    })
  )

  it.effect("ends in the errors of the listing", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("users", Fault.respond({ status: 500 }))
      assertLeft(yield* Effect.either(report().pipe(Effect.mapError(({ _tag }) => _tag))), "RequestFailed")
      const hidden = new WandbError.PermissionDenied({ operation: "Users.list" })
      assertLeft(
        yield* Effect.either(report().pipe(Effect.provide(Users.layerMock({ list: Stream.fail(hidden) })))),
        hidden
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("asks for the next page when it is needed, and not before", () =>
    Effect.gen(function* () {
      const first = yield* Stream.runCollect(Stream.take(KeyAudit.report(), 1))
      deepStrictEqual(Chunk.size(first), 1)
      deepStrictEqual((yield* WandbTest.requestsTo("users")).length, 1)
    }).pipe(Effect.provide(WandbTest.layer(seed, { maxPageSize: 2 })))
  )

  it.effect("shows no secret, also where the server lists them", () =>
    Effect.gen(function* () {
      const entries = yield* report()
      return [entries, Schema.encodeSync(Schema.Array(KeyAudit.Entry))(entries)]
    }).pipe((program) => Canary.expectNoKeys(program, { legacyForm: true }), Effect.provide(older))
  )
})

describe("An entry", () => {
  it.effect("is a flat row, in which what is unknown is told from what is not there", () =>
    Effect.gen(function* () {
      const encode = Schema.encodeSync(KeyAudit.Entry)
      const [visible] = yield* report().pipe(Effect.provide(Users.layerMock({ list: Stream.make(user({})) })))
      const hiding = user({
        accountType: Option.none(),
        apiKeys: Option.none(),
        email: Option.none(),
        teams: Option.none()
      })
      const [hidden] = yield* report().pipe(Effect.provide(Users.layerMock({ list: Stream.make(hiding) })))
      const unknown = { createdAt: "unknown", lastUsedAt: "unknown" } as const
      deepStrictEqual(encode(visible ?? assert.fail()), {
        owner: "ada",
        ownerId: "user 1",
        email: "ada@example.com",
        accountType: "USER",
        ownerDeletedAt: null,
        teams: [],
        keyId: "key 1",
        keyName: "wandb_v1_abc",
        description: "d",
        ...unknown,
        findings: ["ownerInNoTeam"]
      })
      deepStrictEqual(encode(hidden ?? assert.fail()), {
        owner: "ada",
        ownerId: "user 1",
        email: null,
        accountType: "unknown",
        ownerDeletedAt: null,
        teams: "unknown",
        keyId: "unknown",
        keyName: "unknown",
        description: null,
        ...unknown,
        findings: ["keysHidden"]
      })
    })
  )

  it.effect("of whatever user comes back from JSON as it was", () =>
    Effect.gen(function* () {
      const users = FastCheck.sample(Arbitraries.user, { numRuns: 30, seed: 1 })
      const entries = yield* report().pipe(
        Effect.provide(Users.layerMock({ list: Stream.fromIterable(users) }))
      )
      const Text = Schema.parseJson(Schema.Array(KeyAudit.Entry))
      deepStrictEqual(Schema.decodeSync(Text)(Schema.encodeSync(Text)(entries)), entries)
      assert.isAbove(entries.length, 10)
    })
  )
})

describe("KeyAudit.summary", () => {
  it.effect("counts keys, owners, and each finding, in one go or as they come", () =>
    Effect.gen(function* () {
      const asLinus = WandbTest.actAs("linus")
      const entries = [...(yield* report()), ...(yield* asLinus(report()))]
      const summary = KeyAudit.summary(entries)
      deepStrictEqual(Schema.encodeSync(KeyAudit.Summary)(summary), {
        keys: 8,
        owners: 4,
        hidden: 5,
        flagged: 13,
        findings: {
          noDescription: 2,
          ownerDeleted: 2,
          ownerInNoTeam: 3,
          severalKeys: 5,
          secretListed: 0,
          keysHidden: 5
        }
      })
      deepStrictEqual(yield* Stream.run(Stream.fromIterable(entries), KeyAudit.summarize), summary)
      deepStrictEqual(KeyAudit.summary([]).flagged, 0)
    }).pipe(Effect.provide(world))
  )

  it("says in words what each finding means", () => {
    const words = KeyAudit.Finding.literals.map(KeyAudit.explain)
    deepStrictEqual(new Set(words).size, KeyAudit.Finding.literals.length)
  })
})
