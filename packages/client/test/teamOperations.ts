import type { Wandb } from "@effect-wandb/client"
import { Invite, Member, Teams, type User } from "@effect-wandb/core"
import { type Effect, Schema, Stream } from "effect"
import { createTeam } from "../src/internal/teams/create.js"
import { deleteTeam } from "../src/internal/teams/delete.js"
import { deleteInvite } from "../src/internal/teams/deleteInvite.js"
import { createInvite } from "../src/internal/teams/invite.js"
import { teamsOfUser, teamsOfViewer } from "../src/internal/teams/list.js"
import { teamByName } from "../src/internal/teams/lookup.js"
import { updateMember, userIdByUsername } from "../src/internal/teams/members.js"
import { teamInvites } from "../src/internal/teams/pendingInvites.js"
import { createServiceAccount, teamMemberKeys } from "../src/internal/teams/serviceAccounts.js"
import { otherKey, wireUser } from "./support.js"

/** A member as the server's schema has it. */
export const wireMember = (fields: Record<string, unknown> = {}) => ({
  id: "VXNlcjox",
  username: "ada",
  name: "Ada",
  email: "ada@example.com",
  role: "admin",
  admin: true,
  accountType: "USER",
  pending: false,
  ...fields
})

/** Somebody whose invitation is pending. */
export const wirePending = (fields: Record<string, unknown> = {}) =>
  wireMember({
    id: "SW52aXRlOjE=",
    username: null,
    name: "mary@example.com",
    email: "mary@example.com",
    role: "member",
    admin: false,
    accountType: null,
    pending: true,
    ...fields
  })

const grace = { id: "VXNlcjoy", username: "grace", name: "Grace", email: "grace@example.com" }
const account = {
  id: "VXNlcjoz",
  username: "engine-ci",
  name: "ci",
  email: null,
  role: "member",
  admin: false,
  accountType: "SERVICE"
}

/** A team as the server's schema has it: two admins, a service account, and one who is invited. */
export const wireTeam = (fields: Record<string, unknown> = {}) => ({
  id: "RW50aXR5OjE=",
  name: "engine",
  available: false,
  isTeam: true,
  createdAt: "1970-01-01T00:00:00",
  members: [wireMember(), wireMember(grace), wireMember(account), wirePending()],
  ...fields
})

/** An invitation as the server's schema has it. */
export const wireInvite = (fields: Record<string, unknown> = {}) => ({
  id: "SW52aXRlOjE=",
  email: "mary@example.com",
  role: "member",
  accepted: false,
  createdAt: "1970-01-01T00:00:00",
  expiresAt: null,
  toUser: null,
  ...fields
})

/** The teams of somebody, of which the last one of all is known. */
export const wireTeams = (...teams: ReadonlyArray<ReturnType<typeof wireTeam>>) => ({
  teams: { edges: teams.map((node, i) => ({ cursor: `c${i}`, node })) },
  lastTeam: { edges: teams.slice(-1).map(({ name }) => ({ node: { name } })) }
})

/** Every document about teams that the client sends. */
export const teamDocuments = [
  teamByName,
  teamsOfViewer,
  teamsOfUser,
  createTeam,
  deleteTeam,
  deleteInvite,
  userIdByUsername,
  updateMember,
  createInvite,
  teamInvites,
  createServiceAccount,
  teamMemberKeys
]

const keyless = { ...wireMember(), apiKey: null }

/** An answer to each document, by its operation name, in which everything is as it should be. */
export const teamAnswers: Readonly<Record<string, unknown>> = {
  TeamByName: { entity: wireTeam() },
  TeamsOfViewer: { viewer: wireTeams(wireTeam({ name: "ada", isTeam: false }), wireTeam()) },
  TeamsOfUser: { user: wireTeams(wireTeam()) },
  CreateTeam: { result: { entity: wireTeam({ members: [wireMember()] }) } },
  DeleteTeam: { result: { success: true } },
  DeleteInvite: { result: { success: true } },
  UserIdByUsername: { user: { id: grace.id, username: grace.username } },
  UpdateMember: { result: { member: wireMember({ ...grace, role: "member", admin: false }) } },
  CreateInvite: { result: { success: true, invite: wireInvite() } },
  TeamInvites: {
    entity: {
      name: "engine",
      available: false,
      invites: {
        edges: [{ node: wireInvite() }, { node: null }],
        pageInfo: { hasNextPage: false, endCursor: "c" }
      }
    }
  },
  CreateServiceAccount: { result: { user: wireUser({ username: "engine-ci", email: null, entity: null }) } },
  TeamMemberKeys: {
    entity: {
      name: "engine",
      available: false,
      members: [keyless, { ...keyless, ...account, apiKey: otherKey }]
    }
  }
}

export const mary = Schema.decodeUnknownSync(Invite.Invite)({
  ...wireInvite(),
  username: null,
  createdAt: "1970-01-01T00:00:00Z"
})

export const memberOf = Schema.decodeUnknownSync(Member.Member)

/** Every operation on teams as a program calls it. */
export const teamCalls = (
  ada: User.User
): Readonly<Record<string, Effect.Effect<unknown, unknown, Wandb.Wandb>>> => ({
  "Teams.get": Teams.get("engine"),
  "Teams.find": Teams.find("engine"),
  "Teams.list": Stream.runDrain(Teams.list()),
  "Teams.list of a user": Stream.runDrain(Teams.list(ada)),
  "Teams.create": Teams.create({ name: "engine", admin: "ada" }),
  "Teams.delete": Teams.delete("engine"),
  "Teams.members": Teams.members("engine"),
  "Teams.removeMember": Teams.removeMember("engine", ada),
  "Teams.setRole": Teams.setRole("engine", { username: "grace" }, "member"),
  "Teams.setRole of a member": Teams.setRole("engine", memberOf(wireMember(grace)), "member"),
  "Teams.invite by username": Teams.invite("engine", { username: "grace" }),
  "Teams.invite by email": Teams.invite("engine", { email: "mary@example.com", role: "view-only" }),
  "Teams.pendingInvites": Stream.runDrain(Teams.pendingInvites("engine")),
  "Teams.cancelInvite": Teams.cancelInvite("engine", mary),
  "Teams.cancelInvite by email": Teams.cancelInvite("engine", { email: "mary@example.com" }),
  "Teams.createServiceAccount": Teams.createServiceAccount("engine", { description: "ci" }),
  "Teams.serviceAccountKey": Teams.serviceAccountKey("engine", { username: "engine-ci" })
})
