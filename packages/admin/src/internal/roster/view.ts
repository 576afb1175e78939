import { type Accounts, accountsOf } from "./accounts.js"
import type { Actual, Selection } from "./actual.js"
import { type Selects, selects } from "./select.js"

/** What is there, and what of it is governed, with what both are looked up by: made once, and passed to all who ask. */
export interface View {
  readonly actual: Actual
  readonly accounts: Accounts
  readonly selection: Selection
  readonly selected: Selects
}

export const viewOf = (actual: Actual, selection: Selection): View => ({
  actual,
  accounts: accountsOf(actual.accounts),
  selection,
  selected: selects(selection)
})
