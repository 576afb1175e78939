import type { Command } from "../internal/command.js"
import { create } from "./serviceAccounts/create.js"

/** The commands about service accounts. */
export const commands: ReadonlyArray<Command> = [create]
