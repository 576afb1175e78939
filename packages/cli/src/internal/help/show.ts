import * as Effect from "effect/Effect"
import { Host } from "../host.js"
import { type Place, program } from "../line/invocation.js"
import * as Style from "../output/style.js"
import { entries } from "../tree.js"
import * as Help from "./help.js"

const widest = 100

/** The help of a part of the tree, for where it is shown. */
export const textOf = (
  place: Place,
  outlet: "stdout" | "stderr",
  colours: boolean
): Effect.Effect<string, never, Host> =>
  Effect.map(Host, (host) => {
    const { columns, isTerminal } = host[outlet]
    const look = {
      columns: Math.min(widest, (isTerminal ? columns() : undefined) ?? widest),
      style: Style.when(colours && isTerminal)
    }
    switch (place._tag) {
      case "All":
        return Help.ofAll(program, "manages the people and the API keys of a W&B installation", entries, look)
      case "Group":
        return Help.ofGroup(`${program} ${place.group.name}`, place.group, place.commands, look)
      case "Command":
        return Help.ofCommand(place.path, place.command, look)
    }
  })
