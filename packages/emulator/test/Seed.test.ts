import { describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Instance, Seed } from "@effect-wandb/emulator"
import { Effect } from "effect"
import { legacyKey, seed } from "./support.js"

describe("a seed is built", () => {
  it("of users, teams and other seeds, in their order", () => {
    deepStrictEqual(
      Seed.make(
        Seed.user("root", { admin: true }),
        Seed.team("engine", {
          members: ["ada", { username: "grace", role: "admin" }],
          invites: ["mary@example.com", { email: "joan@example.com", role: "viewer" }],
          serviceAccounts: ["ci", { description: "cd" }]
        }),
        { users: [{ username: "ada" }], teams: [{ name: "bridge" }] },
        Seed.user("grace", {
          email: "grace@navy.example",
          apiKeys: ["laptop", { secret: legacyKey, description: "cluster" }]
        })
      ),
      {
        users: [
          { username: "root", admin: true },
          { username: "ada" },
          {
            username: "grace",
            email: "grace@navy.example",
            apiKeys: [{ description: "laptop" }, { secret: legacyKey, description: "cluster" }]
          }
        ],
        teams: [
          {
            name: "engine",
            members: [{ username: "ada" }, { username: "grace", role: "admin" }],
            invites: [{ email: "mary@example.com" }, { email: "joan@example.com", role: "viewer" }],
            serviceAccounts: [{ description: "ci" }, { description: "cd" }]
          },
          { name: "bridge" }
        ]
      }
    )
  })

  it("of what is known of a user or a team and of nothing else", () => {
    deepStrictEqual(Seed.user("ada"), { users: [{ username: "ada" }] })
    deepStrictEqual(Seed.team("engine"), { teams: [{ name: "engine" }] })
    deepStrictEqual(Seed.user("ada", { apiKeys: undefined }), { users: [{ username: "ada" }] })
  })

  it("of a seed alone without a change, and of nothing as the empty seed", () => {
    deepStrictEqual(Seed.make(seed), seed)
    deepStrictEqual(Seed.make(), { users: [], teams: [] })
    deepStrictEqual(
      Seed.make(Seed.make(Seed.user("a"), Seed.user("b")), Seed.user("c")),
      Seed.make(Seed.user("a"), Seed.make(Seed.user("b"), Seed.user("c")))
    )
  })

  it("of as many users as are asked for", () => {
    deepStrictEqual(Seed.crowd(2), { users: [{ username: "user-0" }, { username: "user-1" }] })
    deepStrictEqual(Seed.crowd(1, "guest"), { users: [{ username: "guest-0" }] })
    deepStrictEqual(Seed.crowd(0), { users: [] })
  })

  it.effect("and is a world", () =>
    Effect.gen(function* () {
      const instance = yield* Instance.make({
        seed: Seed.make(
          Seed.user("root", { admin: true }),
          Seed.crowd(3),
          Seed.team("engine", { members: ["user-1"], serviceAccounts: ["ci"] })
        )
      })
      const users = yield* instance.users
      deepStrictEqual(
        users.map(({ username, teams }) => [username, ...teams]),
        [["root"], ["user-0"], ["user-1", "engine"], ["user-2"], ["engine-ci", "engine"]]
      )
    })
  )
})
