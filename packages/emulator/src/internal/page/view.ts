import type { Armed } from "../../Fault.js"
import type { ApiKeyView, TeamView, UserView } from "../../Instance.js"
import type { Entry } from "../../Journal.js"

/** What the page shows. */
export interface View {
  /** The emulator's time (ISO 8601). */
  readonly now: string
  readonly users: Shown<UserView>
  readonly apiKeys: Shown<ApiKeyView>
  readonly teams: Shown<TeamView>
  /** Newest first. */
  readonly requests: Shown<Entry>
  /** In the order in which they are tried. */
  readonly faults: ReadonlyArray<Armed>
  readonly control: Control
  /** What the last action did, or why it was refused. */
  readonly notice?: string
}

/**
 * Who may press buttons: nobody on an emulator without control (`off`), and not this browser before it opened the link
 * with the token (`locked`).
 */
export type Control = "off" | "locked" | "open"

/** As many rows as a page holds, and how many there are. */
export interface Shown<A> {
  readonly rows: ReadonlyArray<A>
  readonly total: number
}
