import { ApiKeys, Teams, User, Users } from "@effect-wandb/core"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { outcome } from "./support.js"

const world = WandbTest.layer({
  users: [
    { username: "root", admin: true },
    { username: "ada", apiKeys: [{ description: "laptop" }] },
    { username: "grace" }
  ],
  teams: [
    {
      name: "engine",
      members: [{ username: "ada", role: "admin" }, { username: "grace" }],
      invites: [{ email: "mary@example.com" }],
      serviceAccounts: [{ description: "ci" }]
    }
  ]
})

const nameOf = (user: User.User) => User.apiKeyNames(user)[0] ?? assert.fail("the user has no key")

interface Tried {
  /** The field of the server that decides about it. */
  readonly field: string
  readonly changes: boolean
  readonly run: (
    ada: User.User
  ) => Effect.Effect<unknown, { readonly _tag: string }, Users.Users | ApiKeys.ApiKeys | Teams.Teams>
  /** How it ends after some faults, where it knows better than others. */
  readonly instead?: Readonly<Record<string, string>>
}

const operations: Readonly<Record<string, Tried>> = {
  "Users.viewer": { field: "viewer", changes: false, run: () => Users.viewer },
  "Users.get by username": { field: "user", changes: false, run: () => Users.get({ username: "ada" }) },
  "Users.get by email": {
    field: "users",
    changes: false,
    run: () => Users.get({ email: "ada@example.com" })
  },
  "Users.get by id": { field: "user", changes: false, run: (ada: User.User) => Users.get({ id: ada.id }) },
  "Users.find": { field: "user", changes: false, run: () => Users.find({ username: "ada" }) },
  "Users.search": { field: "users", changes: false, run: () => Stream.runDrain(Users.search("a")) },
  "Users.create": {
    field: "createUser",
    changes: true,
    run: () => Users.create({ email: "new@example.com" }),
    // The user is looked up, and is there.
    instead: {
      "a connection lost after the effect": "success",
      "half an answer": "success",
      "an answer without data": "OutcomeUnknown"
    }
  },
  "ApiKeys.generate": {
    field: "generateApiKey",
    changes: true,
    run: () => ApiKeys.generate(),
    // An answer that does not show the secret is as good as lost.
    instead: { "half an answer": "OutcomeUnknown", "an answer without data": "OutcomeUnknown" }
  },
  "ApiKeys.list": { field: "user", changes: false, run: (ada: User.User) => ApiKeys.list(ada) },
  "ApiKeys.delete": {
    field: "deleteApiKey",
    changes: true,
    run: (ada: User.User) => ApiKeys.delete(ada, nameOf(ada))
  },
  "Teams.get": { field: "entity", changes: false, run: () => Teams.get("engine") },
  "Teams.list": { field: "user", changes: false, run: (ada) => Stream.runDrain(Teams.list(ada)) },
  "Teams.pendingInvites": {
    field: "entity",
    changes: false,
    run: () => Stream.runDrain(Teams.pendingInvites("engine"))
  },
  "Teams.serviceAccountKey": {
    field: "entity",
    changes: false,
    run: () => Teams.serviceAccountKey("engine", { username: "engine-ci" })
  },
  "Teams.create": {
    field: "createTeam",
    changes: true,
    run: () => Teams.create({ name: "bridge", admin: "ada" }),
    // The team is looked up, and is there.
    instead: {
      "a connection lost after the effect": "success",
      "half an answer": "success",
      "an answer without data": "OutcomeUnknown"
    }
  },
  "Teams.delete": { field: "deleteTeam", changes: true, run: () => Teams.delete("engine") },
  "Teams.removeMember": {
    field: "deleteInvite",
    changes: true,
    run: () => Teams.removeMember("engine", { username: "grace" })
  },
  "Teams.setRole": {
    field: "updateMember",
    changes: true,
    run: () => Teams.setRole("engine", { username: "grace" }, "admin")
  },
  "Teams.invite": {
    field: "createInvite",
    changes: true,
    run: () => Teams.invite("engine", { email: "new@example.com" })
  },
  "Teams.cancelInvite": {
    field: "deleteInvite",
    changes: true,
    run: () => Teams.cancelInvite("engine", { email: "mary@example.com" })
  },
  "Teams.createServiceAccount": {
    field: "createServiceAccount",
    changes: true,
    run: () => Teams.createServiceAccount("engine", { description: "nightly" })
  }
}

/** Each thing that can go wrong, and what it is called for a query and for a change. */
const faults = [
  [
    "a refused connection",
    (operation: string) => Fault.refuse({ operation }),
    "RequestFailed",
    "RequestFailed"
  ],
  [
    "a connection lost before the effect",
    (operation: string) => Fault.dropBefore({ operation }),
    "RequestFailed",
    "OutcomeUnknown"
  ],
  [
    "a connection lost after the effect",
    (operation: string) => Fault.dropAfter({ operation }),
    "RequestFailed",
    "OutcomeUnknown"
  ],
  [
    "status 401",
    (operation: string) => Fault.respond({ operation, status: 401 }),
    "Unauthenticated",
    "Unauthenticated"
  ],
  [
    "status 403",
    (operation: string) => Fault.respond({ operation, status: 403 }),
    "PermissionDenied",
    "PermissionDenied"
  ],
  [
    "status 429",
    (operation: string) => Fault.respond({ operation, status: 429 }),
    "RequestFailed",
    "RequestFailed"
  ],
  [
    "status 400",
    (operation: string) => Fault.respond({ operation, status: 400 }),
    "RequestFailed",
    "RequestFailed"
  ],
  [
    "status 500",
    (operation: string) => Fault.respond({ operation, status: 500 }),
    "RequestFailed",
    "OutcomeUnknown"
  ],
  [
    "half an answer",
    (operation: string) => Fault.respondAfter({ operation, status: 200, body: '{"data"' }),
    "UnexpectedResponse",
    "UnexpectedResponse"
  ],
  [
    "an answer without data",
    (operation: string) => Fault.respond({ operation, status: 200, body: {} }),
    "UnexpectedResponse",
    "UnexpectedResponse"
  ]
] as const

describe("what happens to an operation", () => {
  for (const [name, { changes, field, instead, run }] of Object.entries(operations)) {
    it.effect.each(
      faults.map(
        ([what, fault, query, change]) =>
          [what, fault, instead?.[what] ?? (changes ? change : query)] as const
      )
    )(`${name} ends after %s as its type and its description say`, ([, fault, expected]) =>
      Effect.gen(function* () {
        const ada = yield* Users.get({ username: "ada" })
        yield* WandbTest.inject(fault(field))
        assert.strictEqual(yield* outcome(run(ada)), expected)
        assert.strictEqual(yield* outcome(Users.viewer), "success")
      }).pipe(Effect.provide(world))
    )
  }
})
