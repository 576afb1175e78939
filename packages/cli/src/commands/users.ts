import type { Command } from "../internal/command.js"
import { create } from "./users/create.js"
import { remove } from "./users/delete.js"
import { get } from "./users/get.js"
import { list } from "./users/list.js"
import { offboard } from "./users/offboard.js"
import { restore } from "./users/restore.js"
import { search } from "./users/search.js"
import { update } from "./users/update.js"

/** The commands about users, in the order of the help. */
export const commands: ReadonlyArray<Command> = [list, get, search, create, update, remove, restore, offboard]
