import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"
import { begin, run, type World } from "./support/cli.js"

const seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada", name: "Ada Lovelace" },
    { username: "grace" },
    { username: "mary" }
  ],
  teams: [
    {
      name: "engine",
      members: [{ username: "root", role: "admin" }, { username: "grace" }],
      invites: [{ email: "new@elsewhere.org", role: "view-only" }],
      serviceAccounts: [{ description: "ci" }]
    },
    { name: "vision", members: [{ username: "ada", role: "admin" }] }
  ]
}

const inWorld = <A, E>(test: Effect.Effect<A, E, WandbTest.WandbTest>) =>
  Effect.provide(test, WandbTest.layer(seed))

const json = (...args: ReadonlyArray<string>) =>
  Effect.map(run([...args, "-o", "json"]), ({ stderr, stdout }) => {
    strictEqual(stderr, "")
    return JSON.parse(stdout)
  })

/** Who is in the team engine, and who is invited to it. */
const engine = Effect.map(WandbTest.teams, ([team]) => ({
  members: team?.members.map(({ role, username }) => `${username} ${role}`),
  invites: team?.invites.map(({ email, role }) => `${email} ${role}`)
}))

const asItWas = {
  members: ["root admin", "grace member", "engine-ci member"],
  invites: ["new@elsewhere.org view-only"]
}

const changesSent = Effect.map(WandbTest.requests, (requests) =>
  requests.flatMap(({ rootFields }) => rootFields.filter((field) => /^(?:create|update|delete)/.test(field)))
)

describe("teams list", () => {
  it.effect("lists one's own teams, or those of somebody by any name", () =>
    Effect.gen(function* () {
      const own = yield* run(["teams", "list", "-o", "csv"])
      strictEqual(own.status, 0)
      assert.match(
        own.stdout,
        /^id,name,personal,memberCount,pendingCount,members\r\n[^,]+,engine,false,3,1,/
      )
      const byName = yield* json("teams", "list", "ada")
      deepStrictEqual(
        byName.map(({ name }: { readonly name: string }) => name),
        ["vision"]
      )
      const { id } = yield* json("users", "get", "ada")
      deepStrictEqual(yield* json("teams", "list", "ADA@example.com"), byName)
      deepStrictEqual(yield* json("teams", "list", `id:${id}`), byName)
    }).pipe(inWorld)
  )

  it.effect("counts personal entities among them when that is asked for", () =>
    Effect.gen(function* () {
      const names = (personal: string) =>
        Effect.map(run(["teams", "list", "ada", "--personal", personal, "-o", "csv"]), ({ stdout }) =>
          stdout
            .split("\r\n")
            .slice(1, -1)
            .map((line) => line.split(",").slice(1, 3).join(" "))
        )
      deepStrictEqual(yield* names("include"), ["ada true", "vision false"])
      deepStrictEqual(yield* names("only"), ["ada true"])
    }).pipe(inWorld)
  )

  it.effect("says that nobody has the name", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["teams", "list", "nobody"])
      strictEqual(status, 1)
      assert.include(stderr, 'error: No user has the username "nobody".')
    }).pipe(inWorld)
  )
})

describe("teams get and teams members", () => {
  it.effect("show a team and who is in it, those invited among them", () =>
    Effect.gen(function* () {
      const team = yield* json("teams", "get", "engine")
      const members = yield* json("teams", "members", "engine")
      deepStrictEqual(team.members, members)
      deepStrictEqual(
        { ...team, id: "", members: [] },
        { id: "", name: "engine", personal: false, memberCount: 3, pendingCount: 1, members: [] }
      )
      const { stdout } = yield* run(["teams", "members", "engine"])
      deepStrictEqual(stdout.split("\n"), [
        "username   name               email              role       accountType  pending",
        "root       root               root@example.com   admin      USER         false",
        "grace      grace              grace@example.com  member     USER         false",
        "           new@elsewhere.org  new@elsewhere.org  view-only               true",
        "engine-ci  ci                                    member     SERVICE      false",
        ""
      ])
    }).pipe(inWorld)
  )

  it.effect("say that there is no such team", () =>
    Effect.gen(function* () {
      for (const command of ["get", "members", "delete"]) {
        const { status, stderr, stdout } = yield* run(["teams", command, "engin"])
        deepStrictEqual({ status, stdout }, { status: 1, stdout: "" })
        assert.match(stderr, /^error: There is no team named "engin" that this API key may see\.\n/)
      }
    }).pipe(inWorld)
  )
})

describe("teams create and teams delete", () => {
  it.effect("create a team with its first admin, by any of their names, and delete it", () =>
    Effect.gen(function* () {
      const created = yield* json("teams", "create", "optics", "--admin", "mary@example.com")
      deepStrictEqual({ name: created.name, count: created.memberCount }, { name: "optics", count: 1 })
      strictEqual(created.members[0].username, "mary")
      strictEqual(created.members[0].role, "admin")
      const taken = yield* run(["teams", "create", "optics"])
      strictEqual(taken.status, 1)
      assert.include(taken.stderr, 'The team name "optics" is taken')

      deepStrictEqual(yield* run(["teams", "delete", "optics", "--yes", "-o", "json"]), {
        status: 0,
        stdout: `${JSON.stringify(created, null, 2)}\n`,
        stderr: "Deleted the team optics.\n"
      })
      strictEqual((yield* run(["teams", "get", "optics"])).status, 1)
    }).pipe(inWorld)
  )

  it.effect("delete after a yes on the terminal alone, or with --yes", () =>
    Effect.gen(function* () {
      const line = ["teams", "delete", "engine"]
      const piped = yield* run(line)
      strictEqual(piped.status, 1)
      assert.include(piped.stderr, "Delete the team engine with its 3 members?")
      assert.include(piped.stderr, "Give --yes if that is meant.")
      strictEqual((yield* run(line, { terminal: 80, keys: ["n"] })).status, 1)
      strictEqual((yield* run(line, { terminal: 80, keys: ["return"] })).status, 1)
      strictEqual((yield* run(line, { terminal: 80, keys: ["ctrl-c"] })).status, 130)
      deepStrictEqual(yield* changesSent, [])
      strictEqual((yield* run(line, { terminal: 80, keys: ["y"] })).status, 0)
      strictEqual((yield* WandbTest.teams).length, 1)
    }).pipe(inWorld)
  )

  it.effect("leave the personal entity of a user alone", () =>
    Effect.gen(function* () {
      for (const line of [
        ["teams", "delete", "ada", "--yes"],
        ["teams", "remove", "ada", "ada", "--yes"],
        ["teams", "invite", "ada", "mary"]
      ]) {
        const { status, stderr } = yield* run(line)
        strictEqual(status, 1)
        assert.include(stderr, "error: ada is the personal entity of a user, and no team.")
      }
      deepStrictEqual(yield* changesSent, [])
    }).pipe(inWorld)
  )
})

describe("teams invite", () => {
  it.effect("invites several, and tells of each what became of them", () =>
    Effect.gen(function* () {
      const people = ["ada", "grace", "x@elsewhere.org", "new@elsewhere.org", "nobody"]
      const { status, stderr, stdout } = yield* run(["teams", "invite", "engine", ...people, "--role=admin"])
      strictEqual(stderr, "")
      deepStrictEqual(stdout.split("\n"), [
        "who                role   outcome  reason",
        "ada                admin  joined",
        'grace              admin  exists   "grace" is a member of the team "engine" already.',
        "x@elsewhere.org    admin  invited",
        'new@elsewhere.org  admin  exists   "new@elsewhere.org" is invited to the team "engine" already.',
        'nobody             admin  failed   No user has the username "nobody".',
        ""
      ])
      strictEqual(status, 1)
      deepStrictEqual(yield* engine, {
        members: [...(asItWas.members ?? []), "ada admin"],
        invites: [...(asItWas.invites ?? []), "x@elsewhere.org admin"]
      })
    }).pipe(inWorld)
  )

  it.effect("is safe to run again, and ends well when all are there", () =>
    Effect.gen(function* () {
      const line = ["teams", "invite", "engine", "ada", "x@elsewhere.org", "ada", "-o", "csv"]
      const first = yield* run(line)
      strictEqual(first.status, 0)
      assert.match(
        first.stdout,
        /^team,who,role,outcome,inviteId,reason\r\nengine,ada,member,joined,[^,]+,\r\nengine,x@elsewhere\.org,member,invited,[^,]+,\r\n$/
      )
      const before = yield* engine
      const second = yield* run(line)
      strictEqual(second.status, 0)
      strictEqual(second.stdout.match(/,exists,/g)?.length, 2)
      deepStrictEqual(yield* engine, before)
    }).pipe(inWorld)
  )

  it.effect("says of an answer that was lost that nobody knows", () =>
    Effect.gen(function* () {
      yield* WandbTest.failNext("createInvite", Fault.dropAfter())
      const { status, stdout } = yield* run(["teams", "invite", "engine", "x@elsewhere.org", "-o", "ndjson"])
      strictEqual(status, 1)
      const { outcome, reason } = JSON.parse(stdout)
      strictEqual(outcome, "unknown")
      assert.match(reason, /\S/)
    }).pipe(inWorld)
  )

  it.effect("looks at every name before the first is sent", () =>
    Effect.gen(function* () {
      const wrong = yield* run(["teams", "invite", "engine", "ada", "x@@elsewhere.org"])
      strictEqual(wrong.status, 1)
      assert.include(wrong.stderr, 'The email address "x@@elsewhere.org" has more than one @.')
      const unknown = yield* run(["teams", "invite", "engine", "ada", "id:nobody"])
      strictEqual(unknown.status, 1)
      const none = yield* run(["teams", "invite", "nowhere", "ada", "grace"])
      strictEqual(none.status, 1)
      strictEqual(none.stdout, "")
      deepStrictEqual(yield* changesSent, [])
    }).pipe(inWorld)
  )
})

/** Presses Ctrl-C while a change is under way, and lets it come to its end. */
const interrupted = (args: ReadonlyArray<string>, operation: string, times: number) =>
  Effect.gen(function* () {
    const { instance } = yield* WandbTest.WandbTest
    yield* WandbTest.inject(...Array.from({ length: times }, () => Fault.delay("1 second", { operation })))
    const running = yield* begin(args)
    yield* Effect.repeat(Effect.zipLeft(instance.faults, Effect.yieldNow()), {
      until: (faults) => faults.every(({ met }) => met > 0)
    })
    yield* running.interrupt
    yield* instance.clock.adjust("1 second")
    return (yield* running.ended).stderr
  })

describe("Ctrl-C", () => {
  it.effect("waits for the invitations that are under way, and says how many there were", () =>
    Effect.gen(function* () {
      const people = Array.from({ length: 12 }, (_, index) => `x${index}@elsewhere.org`)
      strictEqual(
        yield* interrupted(["teams", "invite", "engine", ...people], "createInvite", 10),
        "Interrupted after 10 of 12 people; the same command goes on from there.\n"
      )
      strictEqual((yield* engine).invites?.length, 11)
      strictEqual((yield* run(["teams", "invite", "engine", ...people])).status, 0)
      strictEqual((yield* engine).invites?.length, 13)
    }).pipe(inWorld)
  )

  it.effect("waits for the one change that is under way", () =>
    Effect.gen(function* () {
      const cases = [
        [["create", "optics"], "createTeam", "after the team optics was created"],
        [["set-role", "engine", "grace", "admin"], "updateMember", "after grace was given the role admin in"],
        [["remove", "engine", "grace", "-y"], "deleteInvite", "after grace was removed from the team engine"],
        [["delete", "engine", "-y"], "deleteTeam", "after the team engine was deleted"]
      ] as const
      for (const [args, operation, where] of cases) {
        assert.include(yield* interrupted(["teams", ...args], operation, 1), `Interrupted ${where}`)
      }
      deepStrictEqual(
        (yield* WandbTest.teams).map(({ name }) => name),
        ["vision", "optics"]
      )
    }).pipe(inWorld)
  )
})

describe("teams remove", () => {
  const removes = (line: ReadonlyArray<string>, said: string, world?: World) =>
    Effect.gen(function* () {
      const ran = yield* run(["teams", "remove", "engine", ...line], world)
      strictEqual(ran.status, 0)
      assert.include(ran.stderr, said)
      return ran.stdout
    })

  it.effect("gives whom it was about, as teams members does", () =>
    Effect.gen(function* () {
      const listed = yield* json("teams", "members", "engine")
      for (const who of ["grace", "new@elsewhere.org"]) {
        const line = [who, "--yes", "--quiet", "-o", "json"]
        const given = JSON.parse(yield* removes(line, ""))
        assert.isTrue(given.username === who || given.email === who)
        strictEqual(given.pending, who !== "grace")
        deepStrictEqual(
          given,
          listed.find(({ id }: { readonly id: string }) => id === given.id)
        )
      }
    }).pipe(inWorld)
  )

  it.effect("removes a member, and takes back an invitation, and says which", () =>
    Effect.gen(function* () {
      yield* removes(["GRACE@example.com", "--yes"], "Removed grace from the team engine.\n")
      yield* removes(
        ["new@elsewhere.org", "-y"],
        "Took back the invitation of new@elsewhere.org to the team engine.\n"
      )
      yield* removes(["engine-ci", "--yes", "--quiet"], "")
      deepStrictEqual(yield* engine, { members: ["root admin"], invites: [] })
    }).pipe(inWorld)
  )

  it.effect("asks for the one that it is", () =>
    Effect.gen(function* () {
      const member = yield* run(["teams", "remove", "engine", "grace"])
      assert.include(member.stderr, "Remove grace (member) from the team engine? Nothing was done.")
      const invited = yield* run(["teams", "remove", "engine", "new@elsewhere.org"])
      assert.include(invited.stderr, "Take back the invitation of new@elsewhere.org to the team engine?")
      deepStrictEqual([member.status, invited.status], [1, 1])
      deepStrictEqual(yield* engine, asItWas)
      yield* removes(["grace"], "Removed grace from the team engine.", { terminal: 80, keys: ["y"] })
    }).pipe(inWorld)
  )

  it.effect("keeps the last admin, which a guard says", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["teams", "remove", "engine", "root", "--yes"])
      strictEqual(status, 3)
      assert.include(stderr, '"root" is the last admin of the team "engine", and nothing was changed.')
      deepStrictEqual(yield* engine, asItWas)
    }).pipe(inWorld)
  )

  it.effect("says that somebody is not there", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["teams", "remove", "engine", "ada", "--yes"])
      strictEqual(status, 1)
      assert.include(stderr, 'error: The team "engine" has no member "ada".')
    }).pipe(inWorld)
  )
})

describe("teams set-role", () => {
  it.effect("gives another role, and shows the member", () =>
    Effect.gen(function* () {
      const { role, username } = yield* json("teams", "set-role", "engine", "grace@example.com", "admin")
      deepStrictEqual({ role, username }, { role: "admin", username: "grace" })
      deepStrictEqual((yield* engine).members, ["root admin", "grace admin", "engine-ci member"])
    }).pipe(inWorld)
  )

  it.effect("leaves the last admin the role, and says how an invitation gets another", () =>
    Effect.gen(function* () {
      strictEqual((yield* run(["teams", "set-role", "engine", "root", "member"])).status, 3)
      const invited = yield* run(["teams", "set-role", "engine", "new@elsewhere.org", "admin"])
      strictEqual(invited.status, 1)
      assert.include(invited.stderr, "new@elsewhere.org is invited to the team engine, and no member yet.")
      strictEqual((yield* run(["teams", "set-role", "engine", "ada", "admin"])).status, 1)
      deepStrictEqual(yield* engine, asItWas)
    }).pipe(inWorld)
  )
})
