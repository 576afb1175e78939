import type { Command } from "../internal/command.js"
import { create } from "./teams/create.js"
import { remove as deletion } from "./teams/delete.js"
import { get } from "./teams/get.js"
import { invite } from "./teams/invite.js"
import { list } from "./teams/list.js"
import { members } from "./teams/members.js"
import { remove } from "./teams/remove.js"
import { setRole } from "./teams/setRole.js"

/** The commands about teams, in the order of the help. */
export const commands: ReadonlyArray<Command> = [
  list,
  get,
  create,
  deletion,
  members,
  invite,
  remove,
  setRole
]
