import * as Match from "effect/Match"
import type { Change, Person } from "./changes.js"
import type { Refusal } from "./refusals.js"

/** A text as it stands in a sentence, whatever is in it. */
export const quote = (text: string): string => JSON.stringify(text)

/** A name stands for itself where it cannot be taken for anything else. */
const plainly = (text: string): string => (/^[\w.@+-]+$/.test(text) ? text : quote(text))

export const labelOf = ({ email, id, username }: Person): string =>
  plainly(email ?? username ?? id ?? "somebody")

const moved = (what: string, change: { readonly from: string; readonly to: string } | undefined) =>
  change === undefined ? [] : [`${what} ${plainly(change.from)} → ${plainly(change.to)}`]

/** A change in a line. */
export const describe: (change: Change) => string = Match.typeTags<Change>()({
  CreateUser: ({ admin, email, name }) =>
    `create user ${plainly(email)}${name === undefined ? "" : ` (${name})`}${admin ? " as an administrator" : ""}`,
  RestoreUser: ({ admin, user }) => `restore user ${labelOf(user)}${admin ? ", an administrator" : ""}`,
  UpdateUser: ({ email, name, user }) =>
    `user ${labelOf(user)}: ${[...moved("email", email), ...moved("name", name)].join(", ")}`,
  SetAdmin: ({ from, to, user }) => `user ${labelOf(user)}: admin ${from} → ${to}`,
  DeleteUser: ({ admin, user }) => `delete user ${labelOf(user)}${admin ? ", an administrator" : ""}`,
  CreateTeam: ({ admin, team }) =>
    `create team ${plainly(team)}${admin === undefined ? "" : ` with ${labelOf(admin)} as its admin`}`,
  DeleteTeam: ({ members, team }) =>
    `delete team ${plainly(team)} of ${members === 1 ? "1 member" : `${members} members`}`,
  InviteMember: ({ role, team, who }) => `team ${plainly(team)}: invite ${labelOf(who)} as ${plainly(role)}`,
  ChangeInvite: ({ from, team, to, who }) =>
    `team ${plainly(team)}: invite ${labelOf(who)} anew, role ${plainly(from)} → ${plainly(to)}`,
  CancelInvite: ({ role, team, who }) =>
    `team ${plainly(team)}: cancel the invitation of ${labelOf(who)} as ${plainly(role)}`,
  SetRole: ({ from, team, to, who }) =>
    `team ${plainly(team)}: ${labelOf(who)}, role ${plainly(from)} → ${plainly(to)}`,
  RemoveMember: ({ role, team, who }) => `team ${plainly(team)}: remove ${plainly(role)} ${labelOf(who)}`,
  CreateServiceAccount: ({ description, team }) =>
    `team ${plainly(team)}: create service account ${plainly(description)}`,
  RenameServiceAccount: ({ from, team, to }) =>
    `team ${plainly(team)}: service account ${plainly(from)} → ${plainly(to)}`,
  RemoveServiceAccount: ({ description, team }) =>
    `team ${plainly(team)}: remove service account ${plainly(description)}`
})

/** Whether something is made (`+`), changed (`~`) or taken away (`-`). */
export type Sign = "+" | "~" | "-"

const signs: Record<Change["_tag"], Sign> = {
  CreateUser: "+",
  RestoreUser: "+",
  UpdateUser: "~",
  SetAdmin: "~",
  DeleteUser: "-",
  CreateTeam: "+",
  DeleteTeam: "-",
  InviteMember: "+",
  ChangeInvite: "~",
  CancelInvite: "-",
  SetRole: "~",
  RemoveMember: "-",
  CreateServiceAccount: "+",
  RenameServiceAccount: "~",
  RemoveServiceAccount: "-"
}

export const signOf = ({ _tag }: Change): Sign => signs[_tag]

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`

/** A refusal in a sentence, and what to do about it. */
export const explain: (refusal: Refusal) => string = Match.typeTags<Refusal>()({
  TooManyRemovals: ({ kind, maxRemovals, of, removed }) =>
    `${removed} of ${of} ${kind} would be removed, which is more than ${percent(maxRemovals)}. If that is meant, raise maxRemovals for this once.`,
  TooFewAdmins: ({ admins, minAdmins }) =>
    `The installation would have ${admins === 1 ? "1 administrator" : `${admins} administrators`}, and has to keep ${minAdmins}. Make others administrators first.`,
  RequiredAdmin: ({ email }) =>
    `${plainly(email)} has to be an administrator of the installation, and would be none. Give the rights back, or take the address off requiredAdmins.`,
  Oneself: ({ change }) =>
    `It would shut out whoever applies it: ${change}. Have somebody else do that, or list the account in the roster as it is.`,
  TeamWithoutAdmin: ({ team }) =>
    `The team ${plainly(team)} would lose its last admin. Give somebody in it the role of admin, or leave the team out to delete it where the scope has it.`,
  Edited: () =>
    "The plan was edited after it was made. Change the roster instead, and plan anew, so that guards judge what is done.",
  Ungoverned: ({ change }) =>
    `It is outside of what the roster governs: ${change}. Plan anew, and apply that plan as it is.`,
  Conflict: ({ field, reason }) => `${field === "" ? "The roster" : field}: ${reason}.`
})
