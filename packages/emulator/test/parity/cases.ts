import type { AskOptions } from "../support.js"

/**
 * A call of a root field. In `otherwise` are other values, `undefined` for none at all, each of which by itself makes a
 * difference to the answer, or none where the SDL says `Ignored.`
 */
export interface Case {
  readonly field: string
  readonly args: Readonly<Record<string, unknown>>
  readonly otherwise: Readonly<Record<string, unknown>>
  readonly sending?: AskOptions
}

const user = (id: number) => btoa(`User:${id}`)
const [ada, grace, gone, second] = [user(2), user(3), user(4), user(5)]

/** For a change, `args` are the fields of its input, and `clientMutationId` is tried in each. */
export const cases: ReadonlyArray<Case> = [
  { field: "viewer", args: { entityName: "engine" }, otherwise: { entityName: undefined } },
  { field: "viewer", args: {}, otherwise: {}, sending: { as: "ada", privileged: false } },
  { field: "user", args: { id: ada }, otherwise: { id: grace } },
  { field: "user", args: { userName: "ada" }, otherwise: { userName: "grace" } },
  { field: "users", args: { query: "example.com" }, otherwise: { query: undefined } },
  { field: "users", args: { ids: [ada] }, otherwise: { ids: undefined } },
  { field: "users", args: { usernames: ["ada"] }, otherwise: { usernames: undefined } },
  { field: "entity", args: { name: "engine" }, otherwise: { name: "ada" } },
  { field: "entity", args: { name: "empty" }, otherwise: {} },
  { field: "serverInfo", args: {}, otherwise: {} },

  {
    field: "createUser",
    args: { email: "new@example.com", admin: true, accountType: "VIEWER" },
    otherwise: { email: "mary@example.com", admin: undefined, accountType: undefined }
  },
  {
    field: "updateUser",
    args: {
      id: ada,
      admin: true,
      name: "Countess",
      primaryEmail: "ada@example.com",
      defaultEntity: "engine"
    },
    otherwise: {
      id: second,
      admin: undefined,
      name: undefined,
      primaryEmail: undefined,
      defaultEntity: undefined
    }
  },
  { field: "deleteUser", args: { id: ada }, otherwise: { id: grace } },
  { field: "undeleteUser", args: { id: gone }, otherwise: { id: grace } },

  { field: "generateApiKey", args: { description: "ci" }, otherwise: { description: undefined } },
  { field: "generateApiKey", args: {}, otherwise: {}, sending: { as: "grace" } },
  { field: "deleteApiKey", args: { id: btoa("ApiKey:1") }, otherwise: { id: undefined } },

  {
    field: "createTeam",
    args: { teamName: "hull", teamAdminUserName: "grace" },
    otherwise: { teamName: "deck", teamAdminUserName: undefined }
  },
  { field: "deleteTeam", args: { teamName: "engine" }, otherwise: { teamName: "hull" } },
  {
    field: "createInvite",
    args: { entityName: "engine", username: "grace", email: "new@example.com", role: "view-only" },
    otherwise: { entityName: "bridge", username: undefined, role: undefined }
  },
  {
    field: "createInvite",
    args: { entityName: "engine", email: "new@example.com", admin: true },
    otherwise: { email: "newer@example.com", admin: undefined }
  },
  {
    field: "deleteInvite",
    args: { id: btoa("Invite:1"), entityName: "engine" },
    otherwise: { id: undefined, entityName: undefined }
  },
  {
    field: "updateMember",
    args: { entityName: "engine", user: ada, role: "view-only" },
    otherwise: { entityName: "empty", user: second, role: undefined }
  },
  {
    field: "updateMember",
    args: { entityName: "engine", user: ada, admin: true },
    otherwise: { admin: false }
  },
  {
    field: "createServiceAccount",
    args: { entityName: "engine", description: "night" },
    otherwise: { entityName: "bridge", description: undefined }
  }
]

/** A call of each query, for one look at everything. */
export const overview: ReadonlyArray<string> = [
  "viewer",
  `user(userName: "ada")`,
  "users",
  `entity(name: "engine")`,
  "serverInfo"
]

/** Where the fields with pages are to be found: what to ask for, around the page of a field. */
export const pages: Readonly<Record<string, (page: string) => string>> = {
  "Query.users": (page) => page,
  "User.apiKeys": (page) => `user(userName: "ada") { __typename ${page} }`,
  "User.teams": (page) => `user(userName: "ada") { __typename ${page} }`,
  "Entity.invites": (page) => `entity(name: "engine") { __typename ${page} }`
}
