import * as Duration from "effect/Duration"
import { html, type Html, type Part, redact } from "./html.js"
import type { Shown } from "./view.js"

/** One of the sections that are kept up to date; `name` is its id and what the ids in it begin with. */
export interface Section {
  readonly name: string
  readonly title: string
  readonly total: number
  readonly content: Part
}

export const section = ({ name, title, total, content }: Section): Html =>
  html` <section id="${name}" aria-labelledby="${name}-title">
    <h2 id="${name}-title">${title} <span class="count">${count(total)}</span></h2>
    ${content}
  </section>`

/** A table, or what is said when it has no rows. */
export interface Table {
  readonly name: string
  readonly caption: string
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<Html>
  readonly empty: Part
}

export const table = ({ name, caption, columns, rows, empty }: Table): Html =>
  rows.length === 0
    ? html`<p class="empty" id="${name}-empty">${empty}</p>`
    : html`<table id="${name}-table">
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`

/** How many rows there are beyond those that are shown. */
export const rest = ({ rows, total }: Shown<unknown>): Html | null => {
  const more = total - rows.length
  return more > 0
    ? html`<p class="more">${count(more)} more ${more === 1 ? "is" : "are"} not shown.</p>`
    : null
}

/** The first items of a list that may be long, and how many more there are. */
export const some = <A>(items: ReadonlyArray<A>, item: (item: A) => Html): Part => {
  const most = 20
  if (items.length === 0) return null
  return html`<ul class="some">
    ${items.slice(0, most).map((one) => html`<li>${item(one)}</li>`)}${
      items.length > most && html`<li class="quiet">and ${count(items.length - most)} more</li>`
    }
  </ul>`
}

/** A word that stands out. */
export const chip = (text: Part, kind = "plain"): Html => html`<span class="chip ${kind}">${text}</span>`

export const count = (number: number): string => number.toLocaleString("en-US")

/** `2026-01-02T12:03:04.005Z` as `12:03:04.005`. */
export const timeOfDay = (iso: string): Html => html`<time datetime="${iso}">${iso.slice(11, 23)}</time>`

/** `2026-01-02T12:03:04.005Z` as `2026-01-02 12:03:04`. */
export const dateAndTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)}`

/** `2026-01-02T12:03:04.005Z` as `2026-01-02`. */
export const date = (iso: string): Html => html`<time datetime="${iso}">${iso.slice(0, 10)}</time>`

/** A value in one line. */
export const compact = (value: unknown): string => {
  if (typeof value === "string") return value
  return Duration.isDuration(value) ? Duration.format(value) : JSON.stringify(value)
}

/** A text of which the end may be missing; it is redacted before, so that no half of a key is left. */
export const cut = (text: string, most: number): string => {
  const redacted = redact(text)
  return redacted.length > most ? `${redacted.slice(0, most)}…` : redacted
}
