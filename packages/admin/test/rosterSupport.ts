import * as Roster from "@effect-wandb/admin/Roster"
import * as RosterPlan from "@effect-wandb/admin/RosterPlan"
import type { Instance } from "@effect-wandb/emulator"
import { type Seed, WandbTest } from "@effect-wandb/testing"
import { Array as Arr, Effect, Order } from "effect"

/** A world that has everything: people here and elsewhere, the deleted, the invited, service accounts. */
export const seed: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada", email: "ada@example.com", name: "Ada" },
    { username: "grace", email: "grace@example.com" },
    { username: "mary", email: "mary@example.com", admin: true },
    { username: "gone", email: "gone@example.com", deleted: true },
    { username: "guest", email: "guest@elsewhere.org" }
  ],
  teams: [
    {
      name: "engine",
      members: [
        { username: "ada", role: "admin" },
        { username: "grace" },
        { username: "guest" },
        { username: "gone" }
      ],
      invites: [
        { email: "new@elsewhere.org", role: "member" },
        { email: "other@elsewhere.org", role: "member" }
      ],
      serviceAccounts: [{ description: "ci" }, { description: "night" }]
    },
    { name: "ml-vision", members: [{ username: "mary", role: "admin" }] },
    { name: "ml-speech", members: [{ username: "grace", role: "admin" }] },
    { name: "other", members: [{ username: "guest", role: "admin" }] }
  ]
}
/** That world, anew each time. */
export const layer = WandbTest.layer(seed)

/** That world with somebody elsewhere who leads each team too, so that whoever else goes leaves none without an admin. */
export const led = WandbTest.layer({
  ...seed,
  teams: (seed.teams ?? []).map((team) => ({
    ...team,
    members: [
      ...(team.members ?? []).filter((member) => typeof member === "string" || member.username !== "guest"),
      { username: "guest", role: "admin" }
    ]
  }))
})

/** The team as it is there. */
export const engine = {
  name: "engine",
  members: [
    { email: "ada@example.com", role: "admin" },
    "grace@example.com",
    { username: "guest" },
    "new@elsewhere.org",
    "other@elsewhere.org"
  ],
  serviceAccounts: ["ci", "night"]
} satisfies Roster.Team

/** All that there is to read. */
export const everything: Roster.Roster = { scope: { users: ["*"], teams: ["*"] } }

/** Reads what is there and plans a roster against it. */
export const planned = (roster: Roster.Roster, options?: Roster.PlanOptions) =>
  Effect.map(Roster.read(roster), (actual) => Roster.plan(roster, actual, options))

/** Reads, plans and applies, one request after the other. */
export const synced = (roster: Roster.Roster, options: Roster.ApplyOptions = {}) =>
  Effect.flatMap(planned(roster, options), (plan) => Roster.run(plan, { concurrency: 1, ...options }))

/** The lines in which a plan is shown. */
export const lines = ({ changes }: RosterPlan.Plan): ReadonlyArray<string> =>
  changes.map((change) => `${RosterPlan.sign(change)} ${RosterPlan.describe(change)}`)

/** Why a plan is refused. */
export const refusals = ({ refusals }: RosterPlan.Plan): ReadonlyArray<string> =>
  refusals.map(RosterPlan.explain)

/** Texts in an order of their own. */
export const sorted = (texts: ReadonlyArray<string>): ReadonlyArray<string> => Arr.sort(texts, Order.string)

/** What is on a server, whatever order and whichever ids it came in. */
export const worldOn = ({ teams, users }: Pick<Instance.Instance.Service, "users" | "teams">) =>
  Effect.zipWith(users, teams, (users, teams) => ({
    users: sorted(
      users.map(
        ({ accountType, admin, deletedAt, email, name }) =>
          `${email ?? accountType} ${name}${admin ? " admin" : ""}${deletedAt === null ? "" : " deleted"}`
      )
    ),
    teams: Object.fromEntries(
      teams.map(({ invites, members, name }) => [
        name,
        sorted([
          ...members.map(({ role, username }) => `${username} ${role}`),
          ...invites.map(({ email, role }) => `${email} invited ${role}`)
        ])
      ])
    )
  }))

/** What is there. */
export const world = Effect.flatMap(WandbTest.instance, worldOn)

/** The changes that the server was asked for. */
export const changesSeen = Effect.map(WandbTest.requests, (requests) =>
  requests.flatMap(({ operation, rootFields }) =>
    rootFields.some((field) => /^(?:create|update|delete|undelete)/.test(field)) ? [operation ?? ""] : []
  )
)

/** How many requests the server has seen. */
export const requestCount = Effect.map(WandbTest.requests, (requests) => requests.length)
