import { Wandb } from "@effect-wandb/client"
import { ApiKey, ApiKeys, User, Users } from "@effect-wandb/core"
import { Effect, Option, Schema, Stream } from "effect"
import { generateApiKey } from "../src/internal/apiKeys/generate.js"
import { viewerApiKeys } from "../src/internal/apiKeys/ownKeys.js"
import { deleteApiKey } from "../src/internal/apiKeys/delete.js"
import { createUser } from "../src/internal/users/create.js"
import { getDefaultEntity } from "../src/internal/users/defaultEntity.js"
import { userById, userByUsername } from "../src/internal/users/exact.js"
import { usersByEmail, usersById, usersByUsername } from "../src/internal/users/many.js"
import { searchUsers } from "../src/internal/users/search.js"
import { deleteUser, undeleteUser, updateUser } from "../src/internal/users/life.js"
import { getViewer, viewerIdentity } from "../src/internal/users/viewer.js"
import { userApiKeys, userTeams } from "../src/internal/users/whole.js"
import { otherKey, wireUser } from "./support.js"
import { teamAnswers, teamCalls, teamDocuments } from "./teamOperations.js"

interface Document {
  readonly name: string
  readonly kind: "query" | "mutation"
  readonly document: string
  readonly variables: Schema.Schema.AnyNoContext
  readonly result: Schema.Schema.AnyNoContext
}

/** Every document that the client sends. */
export const documents: ReadonlyArray<Document> = [
  getViewer,
  userByUsername,
  userById,
  usersByUsername,
  usersById,
  usersByEmail(2),
  searchUsers,
  userApiKeys,
  userTeams,
  createUser,
  updateUser,
  deleteUser,
  undeleteUser,
  viewerIdentity,
  viewerApiKeys,
  getDefaultEntity,
  generateApiKey,
  deleteApiKey,
  ...teamDocuments
]

export const ada: User.User = Schema.decodeUnknownSync(User.User)({
  ...wireUser(),
  defaultEntity: null,
  apiKeys: [{ id: "1", name: "0123456789abcdef0123", description: null }],
  teams: ["ada"]
})

const page = {
  edges: [{ node: wireUser() }, { node: null }],
  pageInfo: { hasNextPage: false, endCursor: "c" }
}

/** In another order than they are asked for, and with a user whom the server does not show. */
const several = {
  edges: [
    { node: wireUser({ id: "VXNlcjoy", username: "grace", email: "grace@example.com" }) },
    { node: null },
    { node: wireUser() }
  ],
  pageInfo: { hasNextPage: false, endCursor: "c" }
}

const keys = {
  edges: [{ node: { id: "1", name: "0123456789abcdef0123", description: "d" } }, { node: null }],
  pageInfo: { hasNextPage: false, endCursor: null }
}

/** An answer to each document, by its operation name, in which everything is as it should be. */
export const goodAnswers: Readonly<Record<string, unknown>> = {
  GetViewer: { viewer: wireUser({ apiKeys: keys }) },
  UserByUsername: { user: wireUser({ apiKeys: keys }) },
  UserById: { user: wireUser({ apiKeys: keys }) },
  UsersByUsername: { users: several },
  UsersById: { users: several },
  UsersByEmail: { email0: several, email1: several },
  SearchUsers: { users: page },
  UserApiKeys: { user: { apiKeys: keys } },
  UserTeams: { user: { teams: wireUser().teams, lastTeam: wireUser().lastTeam } },
  CreateUserFromAdmin: { result: { user: wireUser() } },
  UpdateUser: { result: { user: wireUser() } },
  DeleteUser: { result: { user: wireUser({ deletedAt: "1970-01-01T00:00:00" }) } },
  UndeleteUser: { result: { user: wireUser() } },
  ViewerApiKeys: { viewer: { id: ada.id, apiKeys: keys } },
  GetDefaultEntity: { viewer: { id: ada.id, entity: "ada" } },
  ViewerIdentity: { viewer: { id: ada.id, username: "ada" } },
  GenerateApiKey: { result: { apiKey: { id: "2", name: otherKey, description: null } } },
  DeleteApiKey: { result: { success: true } },
  ...teamAnswers
}

/** Looks several up at the same time, and waits for all of them. */
const together = (...lookups: ReadonlyArray<Users.Users.Lookup>) =>
  Effect.flatMap(
    Effect.forEach(lookups, (lookup) => Effect.either(Users.find(lookup)), { concurrency: "unbounded" }),
    Effect.all
  )

/** Every operation as a program calls it. */
export const calls: Readonly<Record<string, Effect.Effect<unknown, unknown, Wandb.Wandb>>> = {
  "Users.viewer": Users.viewer,
  "Users.get by username": Users.get({ username: "ada" }),
  "Users.get by email": Users.get({ email: "ada@example.com" }),
  "Users.get by id": Users.get({ id: ada.id }),
  "Users.find": Users.find({ username: "ada" }),
  "Users.find by username, of several": together({ username: "ada" }, { username: "grace" }),
  "Users.find by id, of several": together({ id: ada.id }, { id: "VXNlcjoy" }),
  "Users.find by email, of several": together({ email: "ada@example.com" }, { email: "grace@example.com" }),
  "Users.getMany": Stream.runForEach(
    Users.getMany([{ username: "ada" }, { username: "grace" }, { username: "ada" }]),
    (result) => result
  ),
  "Users.search": Stream.runDrain(Users.search("ada")),
  "Wandb.defaultEntity": Wandb.defaultEntity,
  "Users.create": Users.create({ email: "ada@example.com" }),
  "Users.list": Stream.runDrain(Users.list),
  "Users.update": Users.update(ada, { name: "Ada", email: "ada@example.com", defaultEntity: "ada" }),
  "Users.delete by force": Users.delete(ada, { force: true }),
  "Users.delete of somebody else": Users.delete(new User.User({ ...ada, id: User.UserId.make("VXNlcjoy") })),
  "Users.restore": Users.restore(ada),
  "ApiKeys.generate": ApiKeys.generate({ owner: ada, description: "d" }),
  "ApiKeys.generate with settle": ApiKeys.generate({ description: "d", settle: true }),
  "ApiKeys.scoped": Effect.scoped(ApiKeys.scoped({ description: "d" })),
  "ApiKeys.deleteById": ApiKeys.deleteById(ApiKey.ApiKeyId.make("1")),
  "ApiKeys.list": ApiKeys.list(ada),
  "ApiKeys.delete": ApiKeys.delete(ada, "0123456789abcdef0123"),
  "ApiKeys.delete of an unknown name": ApiKeys.delete(ada, "no-such-name"),
  "ApiKeys.delete on a user without keys": ApiKeys.delete(
    new User.User({ ...ada, apiKeys: Option.none() }),
    "0123456789abcdef0123"
  ),
  ...teamCalls(ada)
}
