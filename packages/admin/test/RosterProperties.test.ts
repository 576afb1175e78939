import * as Roster from "@effect-wandb/admin/Roster"
import * as RosterFile from "@effect-wandb/admin/RosterFile"
import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { Emulator, Instance, type Snapshot } from "@effect-wandb/emulator"
import { Arbitraries, Fault, Seed, WandbTest } from "@effect-wandb/testing"
import { HttpClient } from "@effect/platform"
import { assert, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Either, FastCheck, Layer, Schema } from "effect"
import {
  everything,
  lines,
  planned,
  refusals,
  seed as fullSeed,
  sorted,
  synced,
  worldOn
} from "./rosterSupport.js"

// Small worlds and small rosters over the same few names, so that they meet in every way.

const some = <A>(items: ReadonlyArray<A>) => FastCheck.subarray([...items])
const role = FastCheck.constantFrom("member", "admin", "view-only")
const locals = ["a", "b", "c", "d"]
const teamNames = ["t-1", "t-2", "t-3"]
const purposes = ["ci", "night", "export"]
const chief = "x"
const outsiders = [chief, "y"]
const strangers = ["far@away.test", "else@away.test"]

/** What is drawn of each local part: whether there is an account, under the former address perhaps, and which. */
const userDraft = FastCheck.record({
  there: FastCheck.constantFrom("no", "yes", "deleted", "formerly", "formerly deleted"),
  admin: FastCheck.boolean(),
  name: FastCheck.constantFrom("One", "Two")
})

const present = (local: string): string => `${local}@in.test`
const former = (local: string): string => `old-${local}@in.test`

const seatDrafts = FastCheck.record({
  people: some([...locals, ...outsiders]),
  roles: FastCheck.array(role, { minLength: 6, maxLength: 6 }),
  invites: some(strangers),
  accounts: some([...purposes, "ci"])
})

const worldOf = (
  drafts: ReadonlyArray<typeof userDraft extends FastCheck.Arbitrary<infer A> ? A : never>,
  teams: ReadonlyArray<readonly [string, typeof seatDrafts extends FastCheck.Arbitrary<infer A> ? A : never]>
): Seed.Seed => {
  const users: ReadonlyArray<NonNullable<Seed.Seed["users"]>[number]> = Arr.zip(locals, drafts).flatMap(
    ([local, { there, ...draft }]) =>
      there === "no"
        ? []
        : [
            {
              username: local,
              email: there.startsWith("formerly") ? former(local) : present(local),
              deleted: there.endsWith("deleted"),
              ...draft
            }
          ]
  )
  const isThere = (username: string) =>
    outsiders.includes(username) || users.some((user) => user.username === username)
  return {
    users: [
      { username: "root", email: "root@out.test", admin: true },
      ...outsiders.map((username) => ({ username, email: `${username}@out.test` })),
      ...users
    ],
    teams: teams.map(([name, { accounts, invites, people, roles }]) => ({
      name,
      // A team is found in the scope by somebody who is in it, and who leads it whoever else is deleted.
      members: Arr.dedupe([chief, ...people])
        .map((username, index) => ({
          username,
          role: username === chief ? "admin" : (roles[index] ?? "member")
        }))
        .filter(({ username }) => isThere(username)),
      invites: invites.map((email, index) => ({ email, role: roles[index] ?? "member" })),
      serviceAccounts: accounts.map((description) => ({ description }))
    }))
  }
}

const someTeams = <A>(item: FastCheck.Arbitrary<A>) =>
  FastCheck.tuple(some(teamNames), FastCheck.array(item, { minLength: 3, maxLength: 3 })).map(
    ([names, items]) => Arr.zip(names, items)
  )

const seeds = FastCheck.tuple(
  FastCheck.array(userDraft, { minLength: 4, maxLength: 4 }),
  someTeams(seatDrafts),
  seatDrafts
).map(([users, teams, outside]) => worldOf(users, [...teams, ["o-1", outside]]))

const listedUser = FastCheck.record(
  { name: FastCheck.constantFrom("One", "Two"), admin: FastCheck.boolean() },
  { requiredKeys: [] }
)

const listedTeam = FastCheck.record({
  people: some([...locals, "y"]),
  roles: FastCheck.array(role, { minLength: 5, maxLength: 5 }),
  invites: some(strangers),
  accounts: some(purposes)
})

const rosters = FastCheck.tuple(
  some(locals),
  FastCheck.array(listedUser, { minLength: 4, maxLength: 4 }),
  someTeams(listedTeam)
).map(([names, users, teams]): Roster.Roster => ({
  scope: { users: ["*@in.test"], teams: ["t-*"] },
  ignore: { teams: ["t-3"] },
  guards: { maxRemovals: "100%" },
  users: Arr.zip(names, users).map(([local, user]) => ({
    email: present(local),
    previously: former(local),
    ...user
  })),
  teams: teams
    .filter(([name]) => name !== "t-3")
    .map(([name, { accounts, invites, people, roles }]) => ({
      name,
      members: [
        // Who leads each of the teams, so that none is left without an admin.
        { email: `${chief}@out.test`, role: "admin" },
        ...people
          .filter((local) => local === "y" || names.includes(local))
          .map((local, index) => ({
            email: local === "y" ? "y@out.test" : present(local),
            role: roles[index] ?? "member"
          })),
        ...invites
      ],
      serviceAccounts: accounts.map((description) =>
        description === "export" ? { description, previously: "import" } : description
      )
    }))
}))

const faults = FastCheck.array(
  FastCheck.constantFrom(
    (probability: number) => Fault.dropBefore({ probability }),
    (probability: number) => Fault.dropAfter({ probability }),
    (probability: number) => Fault.respond({ status: 503, probability }),
    (probability: number) => Fault.respondAfter({ status: 502, body: "<html>", probability }),
    (probability: number) => Fault.graphqlErrors([{ message: "not now" }], { probability })
  ),
  { minLength: 1, maxLength: 3 }
)

/** All that the roster does not govern, to the letter. */
const outside = Effect.zipWith(WandbTest.users, WandbTest.teams, (users, teams) => ({
  users: users
    .filter(({ accountType, email }) => accountType === "USER" && email?.endsWith("@in.test") !== true)
    .map(({ teams, ...user }) => ({ ...user, teams: teams.filter((name) => !/^t-[12]$/.test(name)) })),
  teams: teams.filter(({ name }) => !/^t-[12]$/.test(name))
}))

/** What is there of what the roster governs, in lines. */
const governed = (roster: Roster.Roster) =>
  Effect.zipWith(WandbTest.users, WandbTest.teams, (users, teams) => {
    const byName = new Map(users.map((user) => [user.username, user]))
    const people = users
      .filter(({ deletedAt, email }) => deletedAt === null && email?.endsWith("@in.test") === true)
      .map(({ admin, email, name }) => {
        const listed = roster.users?.find((user) => user.email === email)
        return `${email} ${listed?.name === undefined ? "" : name} ${listed?.admin === undefined ? "" : admin}`
      })
    const ofTeams = teams
      .filter(({ name }) => /^t-[12]$/.test(name))
      .flatMap(({ invites, members, name }) => [
        name,
        ...members.flatMap(({ accountType, role, username }) => {
          const user = byName.get(username)
          if (accountType === "SERVICE") return [`${name} has ${user?.name}`]
          return user?.deletedAt === null ? [`${name}: ${user.email} ${role}`] : []
        }),
        ...invites.map(({ email, role }) => `${name}: ${email} ${role}`)
      ])
    return sorted(Arr.dedupe([...people, ...ofTeams]))
  })

/** What shall be there, in the same lines. */
const wanted = ({ teams = [], users = [] }: Roster.Roster) =>
  sorted([
    ...users.map(({ admin = "", email, name = "" }) => `${email} ${name} ${admin}`),
    ...teams.flatMap(({ members = [], name, serviceAccounts = [] }) => [
      name,
      ...members.map((member) =>
        typeof member === "string"
          ? `${name}: ${member} member`
          : `${name}: ${member.email} ${member.role ?? "member"}`
      ),
      ...serviceAccounts.map(
        (account) => `${name} has ${typeof account === "string" ? account : account.description}`
      )
    ])
  ])

it.effect.prop(
  "whatever goes wrong, to apply again ends in what shall be, with all else as it was, and then changes nothing",
  [seeds, rosters, faults, FastCheck.integer({ min: 0, max: 999 })],
  ([seed, roster, faults, randomSeed]) =>
    Effect.gen(function* () {
      deepStrictEqual(Roster.check(roster), [])
      const before = yield* outside
      const plan = yield* planned(roster)
      deepStrictEqual(refusals(plan), [])

      yield* WandbTest.inject(...faults.map((fault) => fault(0.15)))
      yield* Effect.ignore(Roster.run(plan))
      yield* Effect.ignore(synced(roster))
      yield* WandbTest.clearFaults

      let left: ReadonlyArray<string> = []
      for (const _ of [1, 2]) {
        const { failed, unknown } = yield* synced(roster)
        deepStrictEqual([failed, unknown], [0, 0])
        left = lines(yield* planned(roster))
        if (left.length === 0) break
      }
      deepStrictEqual(left, [])
      deepStrictEqual(yield* governed(roster), wanted(roster))
      deepStrictEqual(yield* outside, before)
    }).pipe(Effect.provide(WandbTest.layer(seed, { randomSeed, onOutcomeUnknown: () => Effect.void }))),
  { fastCheck: { numRuns: 20 } }
)

it.effect.prop(
  "the roster of what is there changes nothing, also once it was a file, whatever is there",
  [Arbitraries.world({ around: { users: [{ username: "root", admin: true }] } })],
  ([seed]) =>
    Effect.gen(function* () {
      const actual = yield* Roster.read(everything)
      const roster = Roster.fromActual(actual)
      const file = Either.getOrThrow(RosterFile.parse(RosterFile.format(roster)))
      deepStrictEqual(file.roster, roster)
      const plan = Roster.plan(file.roster, actual)
      deepStrictEqual([lines(plan), refusals(plan)], [[], []])
      const json = yield* Schema.encode(Schema.parseJson(Roster.Actual))(actual)
      deepStrictEqual(yield* Schema.decode(Schema.parseJson(Roster.Actual))(json), actual)
      assert.strictEqual(plan.fingerprint, Roster.plan(roster, yield* Roster.read(roster)).fingerprint)
    }).pipe(Effect.provide(WandbTest.layer(seed))),
  { fastCheck: { numRuns: 20 } }
)

/** One of everything that a plan can do. */
const full: Roster.Roster = {
  scope: { users: ["*@example.com"], teams: ["*"] },
  guards: { maxRemovals: "100%" },
  ignore: { teams: ["other"] },
  users: [
    { email: "root@example.com" },
    { email: "lovelace@example.com", previously: "ada@example.com", name: "Ada Lovelace", admin: true },
    { email: "mary@example.com", admin: false },
    { email: "gone@example.com", name: "Back" },
    { email: "kay@example.com", name: "Kay", admin: true },
    { email: "new@example.com" }
  ],
  teams: [
    {
      name: "engine",
      members: [
        { email: "lovelace@example.com" },
        { email: "mary@example.com", role: "admin" },
        { email: "new@elsewhere.org", role: "view-only" },
        { email: "new@example.com", role: "view-only" }
      ],
      serviceAccounts: ["export", { description: "nightly", previously: "night" }]
    },
    {
      name: "search",
      members: [{ email: "kay@example.com", role: "admin" }, "mary@example.com"],
      serviceAccounts: ["ci"]
    },
    { name: "ml-vision" }
  ]
}

const invited = Seed.make(fullSeed, {
  teams: [{ name: "ml-video", invites: [{ email: "new@example.com" }], members: [{ username: "grace" }] }]
})

/**
 * A server that keeps the world as it is after each change, which is all that is left of a program that is killed then,
 * until it is asked for what it has kept.
 */
const server = Effect.gen(function* () {
  const instance = yield* Instance.make({ seed: invited })
  const kept: Array<Snapshot.Snapshot> = []
  let isKeeping = true
  const client = HttpClient.transform(Emulator.makeHttpClient(instance), (answer, { body }) => {
    const isChange =
      isKeeping && body._tag === "Uint8Array" && /mutation /.test(new TextDecoder().decode(body.body))
    return isChange
      ? Effect.zipLeft(
          answer,
          Effect.map(instance.snapshot, (world) => kept.push(world))
        )
      : answer
  })
  const wandb = Wandb.layer({
    apiKey: instance.adminKey,
    baseUrl: Emulator.baseUrl,
    retryPolicy: RetryPolicy.none,
    onOutcomeUnknown: () => Effect.void
  }).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, client)))
  const run = <A, E>(program: Effect.Effect<A, E, Wandb.Wandb>) => Effect.provide(program, wandb)
  const left = Effect.sync(() => {
    isKeeping = false
    return kept
  })
  return { instance, left, run }
})

it.effect("a program that is killed after any change, and run again, ends as one that was not", () =>
  Effect.gen(function* () {
    const { instance, left, run } = yield* server
    const receipt = yield* run(synced(full))
    deepStrictEqual(receipt.done, receipt.entries.length)
    const expected = yield* worldOn(instance)
    deepStrictEqual(lines(yield* run(planned(full))), [])
    const changes = (yield* instance.requests).filter(({ rootFields }) =>
      rootFields.some((field) => /^(?:create|update|delete|undelete)/.test(field))
    ).length
    assert.isAtLeast(changes, receipt.entries.length)

    const worlds = yield* left
    strictEqual(worlds.length, changes)
    for (const [index, world] of worlds.entries()) {
      yield* instance.restore(world)
      const again = yield* run(synced(full))
      strictEqual(again.entries.length === 0, index === changes - 1)
      deepStrictEqual(again.done, again.entries.length)
      deepStrictEqual(yield* worldOn(instance), expected)
    }
  })
)
