import type { Command } from "./command.js"

/** A command of its own; what it is made of is loaded when it is asked for. */
export interface Single {
  readonly _tag: "Single"
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<{ readonly command: Command }>
}

/** Commands that go together under one word, and are loaded together when one is asked for. */
export interface Group {
  readonly _tag: "Group"
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<{ readonly commands: ReadonlyArray<Command> }>
}

export type Entry = Single | Group

/** All commands there are, in the order of the help. */
export const entries: ReadonlyArray<Entry> = [
  {
    _tag: "Single",
    name: "whoami",
    summary: "shows whose API key is in use, and on which server",
    load: () => import("../commands/whoami.js")
  },
  {
    _tag: "Single",
    name: "login",
    summary: "checks an API key and stores it for W&B's clients in .netrc",
    load: () => import("../commands/login.js")
  },
  {
    _tag: "Group",
    name: "users",
    summary: "the users of the installation: look up, create, change, delete, restore, offboard",
    load: () => import("../commands/users.js")
  },
  {
    _tag: "Group",
    name: "keys",
    summary: "API keys: list, generate, delete, rotate, audit",
    load: () => import("../commands/keys.js")
  },
  {
    _tag: "Group",
    name: "teams",
    summary: "teams and who is in them: list, create, invite, remove, roles",
    load: () => import("../commands/teams.js")
  },
  {
    _tag: "Group",
    name: "service-accounts",
    summary: "accounts of a team's own, for programs",
    load: () => import("../commands/serviceAccounts.js")
  },
  {
    _tag: "Group",
    name: "roster",
    summary: "who and what shall be there, kept in a file: export, plan, apply, drift",
    load: () => import("../commands/roster.js")
  },
  {
    _tag: "Single",
    name: "emulator",
    summary: "starts a W&B server in memory, for tests and demonstrations",
    load: () => import("../commands/emulator.js")
  }
]
