import type { RosterChanged, RosterRefused, RosterUnreadable } from "@effect-wandb/admin/Roster"
import type * as RosterFile from "@effect-wandb/admin/RosterFile"
import { mistakes } from "../counted.js"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"
import * as Status from "../status.js"
import * as ToldByServer from "../toldByServer.js"
import { explain } from "./explain.js"

/** What is wrong with a file, each at its line and column. */
export const invalidFile = ({ file, message, problems }: RosterFile.InvalidFile): Problem =>
  new Problem({
    what: `${file} has ${mistakes(problems.length)}, and nothing was done:\n${message}`,
    todo: "Correct it, and run this again."
  })

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What cannot be read, and why in the words of the command line. */
export const unreadable = ({ error, what }: RosterUnreadable): Problem => {
  const todo = "Use the API key of an administrator of the installation, or take it out of the scope."
  const hidden = { what: "The server does not show it.", todo, requestId: undefined }
  const told = error === undefined ? hidden : ToldByServer.told(error)
  return new Problem({
    what: `${capitalised(what)} cannot be read, and is not taken for absent: ${told.what}`,
    todo: told.todo ?? todo,
    requestId: told.requestId
  })
}

/** Why a plan is not applied. */
export const refused = (reasons: ReadonlyArray<string>): Problem =>
  new Problem({
    what: ["The plan is refused, and nothing was changed.", ...reasons].join("\n"),
    status: Status.refused
  })

/** No more are told. */
const most = 10

const changed = ({ differences }: RosterChanged): Problem => {
  const left = differences.length - most
  const what = [...differences.slice(0, most), ...(left > 0 ? [`${left} more`] : [])].join(", ")
  return new Problem({
    what: `What is there is not what the plan was made from (${Printable.line(what)}), and nothing was changed.`,
    todo: "Make a plan anew with effect-wandb roster plan, look at it, and apply that.",
    status: Status.refused
  })
}

/** Why a plan was not applied, in the words of the command line. */
export const notApplied = (error: RosterChanged | RosterRefused | RosterUnreadable): Problem => {
  switch (error._tag) {
    case "RosterChanged":
      return changed(error)
    case "RosterRefused":
      return refused(error.refusals.map(explain))
    case "RosterUnreadable":
      return unreadable(error)
  }
}
