import { hash } from "node:crypto"
import { reset } from "./control.js"
import { faults } from "./faults.js"
import { html, Html } from "./html.js"
import { journal } from "./journal.js"
import { count, dateAndTime } from "./parts.js"
import { script } from "./script.js"
import { style } from "./style.js"
import type { View } from "./view.js"
import { world } from "./world.js"

const digest = (text: string): string => hash("sha256", text, "base64")

/** Nothing but the page's own style and script, and requests to where it came from. */
export const contentSecurityPolicy: string = [
  "default-src 'none'",
  `style-src 'sha256-${digest(style)}'`,
  `script-src 'sha256-${digest(script)}'`,
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join("; ")

/** The entity tag of a view: another one when something has changed, and every minute, so that no clock stays wrong. */
export const etag = (view: View): string =>
  `"${digest(contentSecurityPolicy + JSON.stringify({ ...view, now: view.now.slice(0, 16) }))}"`

/** A view as a whole document. */
export const render = (view: View): string => document(view).markup

const title = "W&B emulator"

const document = (view: View): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${new Html(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip unseen" href="#world">Skip to the world</a>
        <header>
          <h1>${title}</h1>
          <p class="state">
            <span class="life" id="life" role="status">as of</span>
            <span id="clock" data-live
              ><time id="now" datetime="${view.now}">${dateAndTime(view.now)}</time> UTC</span
            >
          </p>
          <p class="state" id="news" role="status"></p>
          <div class="tools" id="tools" data-live>${reset(view)}</div>
          ${counts(view)}
        </header>
        <noscript
          ><p class="note">
            Without JavaScript the page stays as it is: <a href="/">reload it</a> to see what has changed.
          </p></noscript
        >
        ${view.notice !== undefined && html`<p class="notice" role="status">${view.notice}</p>`}
        <main id="world" tabindex="-1" data-live data-newest="${view.requests.rows[0]?.id ?? 0}">
          <div>${world(view)}</div>
          <div>${faults(view)}${journal(view)}</div>
        </main>
        ${new Html(`<script>${script}</script>`)}
      </body>
    </html> `

const counts = ({ users, apiKeys, teams, faults, requests }: View): Html => {
  const links = [
    ["users", users.total, "user", "users"],
    ["keys", apiKeys.total, "API key", "API keys"],
    ["teams", teams.total, "team", "teams"],
    ["faults", faults.length, "fault armed", "faults armed"],
    ["journal", requests.total, "request", "requests"]
  ] as const
  return html`<nav id="counts" aria-label="Sections" data-live>
    <ul>
      ${links.map(
        ([id, number, one, many]) =>
          html`<li>
            <a href="#${id}"><b>${count(number)}</b> ${number === 1 ? one : many}</a>
          </li>`
      )}
    </ul>
  </nav>`
}
