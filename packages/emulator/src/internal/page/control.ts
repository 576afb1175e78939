import { fields } from "./form.js"
import { html, type Html } from "./html.js"
import { kinds, type Need, tags } from "./kinds.js"
import { rootFields } from "./rootFields.js"
import type { View } from "./view.js"

// What asks the emulator to do something, or says why nothing here does.

/** Forgets the world; asks before, without a script too. */
export const reset = ({ control }: View): Html | false =>
  control === "open" &&
  html` <details class="reset" id="reset">
    <summary>Reset …</summary>
    <form method="post" action="/">
      <p>
        Everything goes back to how it was at the start: users, keys, teams, faults, the journal and the
        clock.
      </p>
      <button name="${fields.action}" value="reset">Reset the world</button>
    </form>
  </details>`

/** Forgets the faults. */
export const disarming = ({ control, faults }: View): Html | false =>
  control === "open" &&
  faults.length > 0 &&
  html`<form method="post" action="/" id="disarm">
    <button class="second" name="${fields.action}" value="disarm">Disarm all</button>
  </form>`

/** Arms faults. */
export const arming = ({ control }: View): Html => {
  switch (control) {
    case "open":
      return arm
    case "locked":
      return html`<p class="note" id="control-locked">
        To reset the world or to arm faults here, open the link with the token that the emulator printed when
        it started, behind <code>control:</code>.
      </p>`
    case "off":
      return html`<p class="note" id="control-off">
        Started with <code>--control</code>, the emulator has buttons here to reset the world and to arm
        faults.
      </p>`
  }
}

const field = (name: keyof typeof fields, label: string, input: Html, need?: Need): Html =>
  html` <p class="field" ${need !== undefined && html` data-need="${need}"`}>
    <label for="arm-${name}">${label}</label>
    ${input}
  </p>`

const kind = html`<select id="arm-kind" name="${fields.kind}">
  ${tags.map(
    (tag) =>
      html` <option value="${tag}" data-needs="${kinds[tag].needs.join(" ")}">
        ${tag} – ${kinds[tag].does}
      </option>`
  )}
</select>`

const operation = html`<input
    id="arm-operation"
    name="${fields.operation}"
    list="root-fields"
    placeholder="any request"
    autocomplete="off"
    autocapitalize="none"
    spellcheck="false"
  />
  <datalist id="root-fields">${rootFields.map((name) => html`<option value="${name}"></option>`)}</datalist>`

const arm = html` <form method="post" action="/" id="arm">
  <h3>Arm a fault</h3>
  <div class="fields">
    ${[
      field("kind", "Kind", kind),
      field("operation", "Operation", operation),
      field(
        "times",
        "Times",
        html`<input id="arm-times" name="${fields.times}" type="number" min="1" step="1" value="1" />`
      ),
      field(
        "status",
        "Status",
        html`<input
          id="arm-status"
          name="${fields.status}"
          type="number"
          min="200"
          max="599"
          step="1"
          value="503"
        />`,
        "status"
      ),
      field(
        "duration",
        "Duration",
        html`<input id="arm-duration" name="${fields.duration}" value="2 seconds" />`,
        "duration"
      ),
      field(
        "path",
        "Path in the data",
        html`<input id="arm-path" name="${fields.path}" placeholder="createUser.user" />`,
        "path"
      ),
      field(
        "message",
        "Message",
        html`<input id="arm-message" name="${fields.message}" value="internal error" />`,
        "message"
      )
    ]}
  </div>
  <button name="${fields.action}" value="arm">Arm</button>
</form>`
