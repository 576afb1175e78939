import type { Command } from "../internal/command.js"
import { audit } from "./keys/audit.js"
import { remove } from "./keys/delete.js"
import { generate } from "./keys/generate.js"
import { list } from "./keys/list.js"
import { resume } from "./keys/resume.js"
import { rotate } from "./keys/rotate.js"

/** The commands about API keys, in the order of the help. */
export const commands: ReadonlyArray<Command> = [list, generate, remove, rotate, resume, audit]
