import type { Armed } from "../../Fault.js"
import { arming, disarming } from "./control.js"
import { html, type Html } from "./html.js"
import { compact, count, cut, section, table } from "./parts.js"
import type { View } from "./view.js"

/** The section about the faults that wait for requests, and the forms that make and end them. */
export const faults = (view: View): Html => {
  const { faults } = view
  return section({
    name: "faults",
    title: "Faults armed",
    total: faults.length,
    content: [
      table({
        name: "faults",
        caption: "Tried in this order; a request meets one at most.",
        columns: ["Fault", "Meets", "So far"],
        rows: faults.map(row),
        empty: "None: all requests are answered as the server would."
      }),
      disarming(view),
      arming(view)
    ]
  })
}

const row = ({ fault, met, left }: Armed, index: number): Html => {
  const { _tag, operation, times: _, probability, ...details } = fault
  return html` <tr id="fault-${index}">
    <th scope="row">
      <code>${_tag}</code>${Object.entries(details)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => html` <span class="detail">${name} ${cut(compact(value), 200)}</span>`)}
    </th>
    <td>
      ${operation === undefined ? "any request" : html`<code>${operation}</code>`}${
        probability !== undefined &&
        html` <span class="quiet">with a chance of ${percent(probability)}</span>`
      }
    </td>
    <td>met ${count(met)}, ${left === null ? "no limit" : html`${count(left)} left`}</td>
  </tr>`
}

const percent = (probability: number): string => `${Number((probability * 100).toPrecision(3))}%`
