import type { Entry } from "../../Journal.js"
import { html, type Html } from "./html.js"
import { chip, compact, count, cut, rest, section, table, timeOfDay } from "./parts.js"
import type { View } from "./view.js"

/** The section about the requests that were answered. */
export const journal = ({ requests }: View): Html =>
  section({
    name: "journal",
    title: "Journal",
    total: requests.total,
    content: [
      table({
        name: "journal",
        caption: "Newest first, in UTC.",
        columns: ["Time", "Request", "As", "Answer", "Took"],
        rows: requests.rows.map(row),
        empty: html`Nothing was asked yet. Requests to <code>/graphql</code> appear here as they come.`
      }),
      rest(requests)
    ]
  })

const row = (entry: Entry): Html =>
  html` <tr id="request-${entry.id}">
    <td class="time">${timeOfDay(entry.at)}</td>
    <th scope="row">${title(entry)}${variables(entry)}${remarks(entry)}</th>
    <td>${entry.username ?? html`<span class="quiet">nobody</span>`}</td>
    <td class="answer">${answer(entry)} ${entry.fault !== undefined && chip(entry.fault, "warn")}</td>
    <td class="number">${duration(entry.durationMillis)}</td>
  </tr>`

const duration = (millis: number): string =>
  millis < 1000 ? `${count(millis)} ms` : `${(millis / 1000).toFixed(1)} s`

/** The operation, and its root fields where they say more. */
const title = ({ operation, rootFields }: Entry): Html => {
  const fields = rootFields.join(", ")
  if (operation === null) return fields === "" ? html`<span class="quiet">no operation</span>` : code(fields)
  return operation.toLowerCase() === fields.toLowerCase() || fields === ""
    ? code(operation)
    : html`${code(operation)} <span class="quiet">${cut(fields, 200)}</span>`
}

const code = (text: string): Html => html`<code>${cut(text, 200)}</code>`

const variables = ({ id, variables }: Entry): Html | false => {
  const entries = Object.entries(variables)
  const line = entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")
  return (
    entries.length > 0 &&
    html`<details id="variables-${id}">
      <summary>${cut(line, 200)}</summary>
      <pre>${JSON.stringify(variables, null, 2)}</pre>
    </details>`
  )
}

const remarks = ({ errors, hints }: Entry): Html | false =>
  errors.length + hints.length > 0 &&
  html`<ul class="remarks">
    ${errors.map((error) => html`<li class="error">${cut(error, 500)}</li>`)}${hints.map(
      (hint) => html`<li class="hint">${cut(hint, 500)}</li>`
    )}
  </ul>`

const answer = ({ outcome, status, errors }: Entry): Html => {
  if (outcome !== "answered") return chip(outcome, outcome === "lost" ? "bad" : "plain")
  const kind = status === null || status >= 400 ? "bad" : errors.length > 0 ? "warn" : "good"
  return chip(compact(status), kind)
}
