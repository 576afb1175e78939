import * as Effect from "effect/Effect"
import { Host } from "../host.js"
import { Settings } from "../settings.js"

/** Words set off, where that is wanted. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly green: (text: string) => string
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
}

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`

const coloured: Style = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  green: sgr(32, 39),
  red: sgr(31, 39),
  yellow: sgr(33, 39)
}

const same = (text: string): string => text

const plain: Style = { bold: same, dim: same, green: same, red: same, yellow: same }

export const when = (wanted: boolean): Style => (wanted ? coloured : plain)

/** Colours for what goes to one of the outputs, if it is a terminal and they are wanted. */
export const of = (where: "stdout" | "stderr"): Effect.Effect<Style, never, Host | Settings> =>
  Effect.zipWith(Settings, Host, ({ colours }, host) => when(colours && host[where].isTerminal))
