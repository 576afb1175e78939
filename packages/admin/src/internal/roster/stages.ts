import { addressKey } from "../addresses.js"
import type { Change } from "./changes.js"

// In which order changes are safe: what others need comes first, what takes away comes last.

const stages = {
  CreateUser: 0,
  RestoreUser: 0,
  UpdateUser: 1,
  CreateTeam: 3,
  CreateServiceAccount: 4,
  RenameServiceAccount: 4,
  InviteMember: 4,
  ChangeInvite: 4,
  CancelInvite: 7,
  RemoveMember: 7,
  RemoveServiceAccount: 7,
  DeleteTeam: 8,
  DeleteUser: 9
} as const

/** The stage of a change: those of one stage do not depend on each other. */
export const stageOf = (change: Change): number => {
  switch (change._tag) {
    case "SetAdmin":
      return change.to ? 2 : 6
    case "SetRole":
      return change.to === "admin" ? 4 : 5
    default:
      return stages[change._tag]
  }
}

/** What a change makes that others may need, such as a team. */
export const gives = (change: Change): ReadonlyArray<string> => {
  switch (change._tag) {
    case "CreateUser":
      return [`address ${addressKey(change.email)}`, ...(change.admin ? ["administrators"] : [])]
    case "RestoreUser":
      return [`user ${change.user.id}`, ...(change.admin ? ["administrators"] : [])]
    case "SetAdmin":
      return change.to ? ["administrators"] : []
    case "CreateTeam":
      return [`team ${change.team}`]
    case "InviteMember":
      return change.role === "admin" ? [`admins ${change.team}`] : []
    case "ChangeInvite":
    case "SetRole":
      return change.to === "admin" ? [`admins ${change.team}`] : []
    case "RemoveMember":
      return change.role === "admin" && change.who.id !== undefined ? [`succession ${change.who.id}`] : []
    default:
      return []
  }
}

const ofPerson = ({
  email,
  id
}: {
  readonly id?: string | undefined
  readonly email?: string | undefined
}) => (id === undefined ? (email === undefined ? [] : [`address ${addressKey(email)}`]) : [`user ${id}`])

/** What has to be there before a change is made. Nobody loses rights before those have them who take their place. */
export const needs = (change: Change): ReadonlyArray<string> => {
  switch (change._tag) {
    case "UpdateUser":
      return ofPerson(change.user)
    case "SetAdmin":
      return [...ofPerson(change.user), ...(change.to ? [] : ["administrators"])]
    case "DeleteUser":
      return [`succession ${change.user.id}`, ...(change.admin ? ["administrators"] : [])]
    case "CreateTeam":
      return change.admin === undefined ? [] : ofPerson(change.admin)
    case "InviteMember":
    case "ChangeInvite":
      return [`team ${change.team}`, ...ofPerson(change.who)]
    case "SetRole":
      return [...ofPerson(change.who), ...(change.from === "admin" ? [`admins ${change.team}`] : [])]
    case "RemoveMember":
      return change.role === "admin" ? [`admins ${change.team}`] : []
    case "CreateServiceAccount":
      return [`team ${change.team}`]
    default:
      return []
  }
}
