import * as Offboarding from "@effect-wandb/admin/Offboarding"
import { Users } from "@effect-wandb/core"
import { Seed, WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"

/** Somebody who has all there is to have, among others who are to keep theirs. */
export const seed = Seed.make(
  Seed.user("root", { admin: true }),
  Seed.user("lea", { admin: true, apiKeys: ["laptop", {}] }),
  Seed.user("grace", { apiKeys: ["desk"] }),
  Seed.user("former", { admin: true, deleted: true, apiKeys: ["old"] }),
  Seed.user("gone", { deleted: true }),
  Seed.team("engine", { members: [{ username: "lea", role: "admin" }, "grace", "former"] }),
  Seed.team("compilers", { members: [{ username: "grace", role: "admin" }, "lea"] }),
  Seed.team("research", {
    members: [{ username: "grace", role: "admin" }],
    invites: ["lea@home.org", "mary@example.com"],
    serviceAccounts: ["ci"]
  })
)

export const world = WandbTest.layer(seed)

/** Lea was invited under an address of her own as well. */
export const addresses = ["Lea@home.org"]
export const everything = { addresses, delete: true, successors: { engine: "grace" } }

/** What she has, and what becomes of each step when all goes well. */
export const leas = ["admin", "key laptop", "key ", "admin of engine", "member of compilers"]
export const all = ["Done", "Done", "Done", "Done", "Done", "Done", "Done", "Done"]

export const planFor = (username: string, options?: Offboarding.PlanOptions) =>
  Effect.flatMap(Users.get({ username }), (user) => Offboarding.plan(user, options))

const changing = /^(create|delete|update|generate|undelete)/i

/** The changes that the server was asked for. */
export const changes = Effect.map(WandbTest.requests, (requests) =>
  requests.flatMap(({ operation }) => (operation !== null && changing.test(operation) ? [operation] : []))
)

/** What somebody has on the server, each thing in a line. */
export const belongings = (username: string) =>
  Effect.gen(function* () {
    const user = (yield* WandbTest.users).filter((user) => user.username === username)
    const keys = (yield* WandbTest.apiKeys).filter((key) => key.username === username)
    const teams = yield* WandbTest.teams
    return [
      ...user.flatMap(({ admin, deletedAt }) => [
        ...(admin ? ["admin"] : []),
        ...(deletedAt === null ? [] : ["deleted"])
      ]),
      ...keys.map(({ description }) => `key ${description ?? ""}`),
      ...teams.flatMap(({ members, name }) =>
        members.flatMap((member) => (member.username === username ? [`${member.role} of ${name}`] : []))
      )
    ]
  })

/** Who is invited where. */
export const invited = Effect.map(WandbTest.teams, (teams) =>
  teams.flatMap(({ invites, name }) => invites.map(({ email }) => `${email} to ${name}`))
)

/** What became of each step, in a word. */
export const tags = ({ outcomes }: Offboarding.Receipt) => outcomes.map(({ _tag }) => _tag)
