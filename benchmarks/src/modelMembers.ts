import { type Invite, type Member, Teams } from "@effect-wandb/core"
import { deepStrictEqual } from "@effect/vitest/utils"
import { FastCheck, Option } from "effect"
import { type Prospect, type Trouble, unless } from "./modelFaults.js"
import {
  emailOf,
  isAbandoned,
  isAdmin,
  isLiving,
  labelOf,
  leads,
  leave,
  type Model,
  usernameOf,
  type Who
} from "./modelState.js"
import { bulkCommand, command, giving, local, many, type Many, step } from "./modelSteps.js"
import { team } from "./modelTeams.js"

type Wanted = Who & { readonly team: string; readonly role: Member.Role }

/** Who has an account is in at once. */
const invitation = (model: Model, as: string, { email, role, team, username }: Wanted): Prospect => {
  const group = model.teams.get(team)
  const user = usernameOf(model, email === undefined ? { username } : { email })
  const isKnown = isLiving(model, user)
  return {
    plain: unless(
      [group === undefined, "TeamNotFound"],
      [!leads(model, as, team), "PermissionDenied"],
      [username !== undefined && !isKnown, "UserNotFound"],
      [user !== undefined && !isKnown, "UserNotFound"],
      [user !== undefined && group?.members.has(user) === true, "AlreadyMember"],
      [email !== undefined && group?.invites.has(email) === true, "AlreadyInvited"]
    ),
    change: () => {
      if (user !== undefined) group?.members.set(user, role)
      else if (email !== undefined) group?.invites.set(email, { role })
    }
  }
}

/** The invitation is shown as the model knows it, which remembers it. */
const expectInvite = (model: Model, { role, team, ...who }: Wanted, invite: Invite.Invite) => {
  const user = usernameOf(model, who)
  const email = user === undefined ? who.email : model.users.get(user)?.email
  deepStrictEqual<unknown>(
    [
      invite.accepted,
      invite.role,
      Option.getOrUndefined(invite.email),
      Option.getOrUndefined(invite.username)
    ],
    [user !== undefined, role, email, user]
  )
  model.invited.push({ team, invite, pending: model.teams.get(team)?.invites.get(email ?? "") })
}

const invite = (as: string, trouble: Trouble | undefined, wanted: Wanted) => {
  const { team, ...options } = wanted
  return command(as, trouble, {
    title: `invite ${labelOf(wanted)} to ${team} as ${wanted.role}`,
    sends: [["createInvite", "once"]],
    plan: (model) => ({
      ...invitation(model, as, wanted),
      program: () => giving(Teams.invite(team, options), (invite) => expectInvite(model, wanted, invite))
    })
  })
}

const inviteMany = (as: string, trouble: Trouble | undefined, wanted: Many<Wanted>) =>
  bulkCommand(as, trouble, {
    title: `invite ${wanted.inputs.map((one) => `${labelOf(one)} to ${one.team}`).join(", ")}, ${wanted.concurrency} at once,`,
    sends: ["createInvite", "once"],
    already: ["AlreadyMember", "AlreadyInvited"],
    inputs: () => wanted,
    prospect: (model, input) => invitation(model, as, input),
    program: Teams.inviteMany,
    given: expectInvite
  })

const cancelInvite = (as: string, trouble: Trouble | undefined, team: string, email: string) =>
  command(as, trouble, {
    title: `cancel the invitation of ${email} to ${team}`,
    sends: [
      ["entity", "question"],
      ["deleteInvite", "change"]
    ],
    plan: (model) => {
      const group = model.teams.get(team)
      return {
        plain: unless(
          [group === undefined, "TeamNotFound"],
          [!group?.invites.has(email), "InviteNotFound"],
          [!leads(model, as, team), "PermissionDenied"]
        ),
        change: () => void group?.invites.delete(email),
        program: () => giving(Teams.cancelInvite(team, { email }))
      }
    }
  })

/** An invitation that was given before, and may be accepted or gone by now. */
const cancelGiven = (as: string, trouble: Trouble | undefined, which: number) =>
  command(as, trouble, {
    title: `cancel invitation ${which}`,
    sends: [["deleteInvite", "change"]],
    plan: (model) => {
      const invited = model.invited[which % model.invited.length]
      if (invited === undefined) return undefined
      const { invite, pending, team } = invited
      const group = model.teams.get(team)
      const [email] = [...(group?.invites ?? [])].find(([, one]) => one === pending) ?? []
      return {
        plain: unless(
          [invite.accepted, "InviteNotFound"],
          [group === undefined, "TeamNotFound"],
          [!leads(model, as, team), "PermissionDenied"],
          [email === undefined, "InviteNotFound"]
        ),
        gone: ["InviteNotFound", "TeamNotFound"],
        change: () => void group?.invites.delete(email ?? ""),
        program: () => giving(Teams.cancelInvite(team, invite))
      }
    }
  })

/** A change of a member, who is given this role, or none. */
const membership = (
  model: Model,
  as: string,
  team: string,
  who: Who,
  role: Member.Role | undefined
): Prospect => {
  const group = model.teams.get(team)
  const username = usernameOf(model, who) ?? ""
  const others = new Map(group?.members)
  const isLeader = others.get(username) === "admin"
  others.delete(username)
  const isDemoted = isLeader && role !== "admin"
  const after = role === undefined ? others : new Map([...others, [username, role]])
  return {
    plain: unless(
      [group === undefined, "TeamNotFound"],
      [!group?.members.has(username), "MemberNotFound"],
      [isDemoted && ![...others.values()].includes("admin"), "LastTeamAdmin"],
      [!leads(model, as, team), "PermissionDenied"],
      [
        group !== undefined && !isAbandoned(model, group.members) && isAbandoned(model, after),
        "LastTeamAdmin"
      ]
    ),
    again: isDemoted && as === username && !isAdmin(model, as) ? "PermissionDenied" : undefined,
    change: () => {
      if (role === undefined) leave(model, team, username)
      else group?.members.set(username, role)
    }
  }
}

const removeMember = (as: string, trouble: Trouble | undefined, team: string, who: Who) =>
  command(as, trouble, {
    title: `remove ${labelOf(who)} from ${team}`,
    sends: [
      ["entity", "question"],
      ["deleteInvite", "change"]
    ],
    plan: (model) => ({
      ...membership(model, as, team, who, undefined),
      program: () => giving(Teams.removeMember(team, who))
    })
  })

const setRole = (as: string, trouble: Trouble | undefined, team: string, who: Who, role: Member.Role) =>
  command(as, trouble, {
    title: `make ${labelOf(who)} ${role} in ${team}`,
    sends: [
      ["entity", "question"],
      ["user", "question"],
      ["updateMember", "change"]
    ],
    plan: (model) => ({
      ...membership(model, as, team, who, role),
      program: () =>
        giving(Teams.setRole(team, who, role), (member) =>
          deepStrictEqual(
            [member.username.pipe(Option.getOrUndefined), member.role.pipe(Option.getOrUndefined)],
            [usernameOf(model, who), role]
          )
        )
    })
  })

// How they are chosen

const role = FastCheck.constantFrom("admin", "member", "view-only")
const email = local.map(emailOf)
const who: FastCheck.Arbitrary<Who> = FastCheck.oneof(
  FastCheck.constantFrom("ada", "grace", "ada", "grace", "mary", "engine-ci", "nobody").map((username) => ({
    username
  })),
  email.map((email) => ({ email }))
)
const wanted: FastCheck.Arbitrary<Wanted> = FastCheck.tuple(who, team, role).map(([who, team, role]) => ({
  ...who,
  team,
  role
}))

export const memberSteps = [
  step(invite, wanted),
  step(invite, wanted),
  step(
    inviteMany,
    many(wanted, ({ email, team, username }) => `${email ?? emailOf(username)} ${team}`)
  ),
  step(cancelInvite, team, email),
  step(cancelGiven, FastCheck.nat(20)),
  step(removeMember, team, who),
  step(setRole, team, who, role),
  step(setRole, team, who, role)
]
