import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import type { Instance } from "@effect-wandb/emulator"
import { WandbTest } from "@effect-wandb/testing"
import { Array as Arr, Effect, Order } from "effect"

/** A world that has everything: people here and elsewhere, the deleted, the invited, service accounts. */
export const seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada", name: "Ada" },
    { username: "grace" },
    { username: "mary", admin: true },
    { username: "gone", deleted: true },
    { username: "guest", email: "guest@elsewhere.org" }
  ],
  teams: [
    {
      name: "engine",
      members: [{ username: "grace" }, { username: "ada", role: "admin" }, { username: "guest" }],
      invites: [{ email: "old@elsewhere.org" }],
      serviceAccounts: [{ description: "night" }, { description: "ci" }]
    },
    { name: "vision", members: [{ username: "mary", role: "admin" }], serviceAccounts: [] }
  ]
}

/** A roster for that world, by which each kind of thing is made, changed and taken away. */
export const roster = `scope: { users: ["*@example.com"], teams: ["*"] }
guards: { maxRemovals: 50% }
users:
  - { email: root@example.com, admin: true }
  - { email: ada@example.com, name: Ada Lovelace }
  - email: hopper@example.com
    previously: grace@example.com
  - email: mary@example.com
  - email: new@example.com
teams:
  - name: engine
    members: [{ email: ada@example.com, role: admin }, { username: guest, role: admin }, new@example.com]
    serviceAccounts: [ci, export]
  - name: vision
  - name: optics
    members: [{ email: mary@example.com, role: admin }]
`

/** The lines in which the plan of it is shown. */
export const shown = [
  "+ create user new@example.com",
  '~ user ada@example.com: name Ada → "Ada Lovelace"',
  "~ user grace@example.com: email grace@example.com → hopper@example.com",
  "+ create team optics with mary@example.com as its admin",
  "~ team engine: guest@elsewhere.org, role member → admin",
  "+ team engine: invite new@example.com as member",
  "+ team engine: create service account export",
  "- team engine: remove member grace@example.com",
  "- team engine: cancel the invitation of old@elsewhere.org as member",
  "- team engine: remove service account night",
  "4 to make, 3 to change, 3 to remove."
]

/** What is there on a server, whichever ids it has. */
export const worldOn = ({ teams, users }: Pick<Instance.Instance.Service, "teams" | "users">) =>
  Effect.zipWith(users, teams, (users, teams) => ({
    users: users.map(
      ({ admin, deletedAt, email, name, username }) =>
        `${username} ${email} ${name}${admin ? " admin" : ""}${deletedAt === null ? "" : " deleted"}`
    ),
    teams: teams.map(({ invites, members, name }) => [
      name,
      ...Arr.sort(
        members.map(({ role, username }) => `${username} ${role}`),
        Order.string
      ),
      ...Arr.sort(
        invites.map(({ email, role }) => `${email} ${role}`),
        Order.string
      )
    ])
  }))

/** What is there on the server of a test. */
export const world = Effect.flatMap(WandbTest.WandbTest, worldOn)

/** The changes that the server was asked for. */
export const changesSent = Effect.map(WandbTest.requests, (requests) =>
  requests.flatMap(({ rootFields }) =>
    rootFields.filter((field) => /^(?:create|update|delete|undelete)/.test(field))
  )
)

/** A folder of its own with the roster in it, and the ways to it and to files beside it. */
export const folder = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const path = yield* files.makeTempDirectoryScoped()
  const file = (name: string, text?: string) =>
    Effect.as(
      text === undefined ? Effect.void : files.writeFileString(`${path}/${name}`, text),
      `${path}/${name}`
    )
  return { file, roster: yield* file("roster.yaml", roster), read: files.readFileString }
}).pipe(Effect.provide(NodeFileSystem.layer), Effect.orDie)
