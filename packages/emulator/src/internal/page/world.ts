import type { ApiKeyView, TeamView, UserView } from "../../Instance.js"
import { html, type Html } from "./html.js"
import { chip, count, date, rest, section, some, table } from "./parts.js"
import type { Shown, View } from "./view.js"

/** The sections about users, API keys and teams. */
export const world = ({ users, apiKeys, teams }: View): ReadonlyArray<Html> => [
  section({
    name: "users",
    title: "Users",
    total: users.total,
    content: [
      table({
        name: "users",
        caption: "In the order of their creation.",
        columns: ["User", "Email", "Teams", "Keys"],
        rows: users.rows.map((user) => userRow(user, apiKeys)),
        empty: html`There are no users. A seed brings some, and so does the mutation <code>createUser</code>.`
      }),
      rest(users)
    ]
  }),
  section({
    name: "keys",
    title: "API keys",
    total: apiKeys.total,
    content: [
      table({
        name: "keys",
        caption: "By their public names.",
        columns: ["Key", "Description", "Owner"],
        rows: apiKeys.rows.map(apiKeyRow),
        empty: html`There are no API keys. Users make their own with the mutation
          <code>generateApiKey</code>.`
      }),
      rest(apiKeys)
    ]
  }),
  section({
    name: "teams",
    title: "Teams",
    total: teams.total,
    content: [
      table({
        name: "teams",
        caption: "Without the personal entities of users.",
        columns: ["Team", "Members", "Pending invites"],
        rows: teams.rows.map(teamRow),
        empty: html`There are no teams. An admin makes one with the mutation <code>createTeam</code>.`
      }),
      rest(teams)
    ]
  })
]

const userRow = (user: UserView, apiKeys: Shown<ApiKeyView>): Html =>
  html`<tr id="user-${user.id}">
    <th scope="row">
      <code>${user.username}</code> ${user.admin && chip("admin")}
      ${user.accountType !== "USER" && chip(user.accountType)}
      ${user.deletedAt !== null && chip(["deleted ", date(user.deletedAt)], "bad")}
      ${user.name !== user.username && html`<span class="name">${user.name}</span>`}
    </th>
    <td>${user.email ?? html`<span class="quiet">no email</span>`}</td>
    <td>${some(user.teams, (team) => html`${team}`)}</td>
    <td class="number">${keysOf(user, apiKeys)}</td>
  </tr>`

/** Where not all keys are known, neither is how many of them belong to one user. */
const keysOf = ({ username }: UserView, { rows, total }: Shown<ApiKeyView>): Html => {
  const known = rows.filter((apiKey) => apiKey.username === username).length
  const unit = known === 1 && total === rows.length ? "key" : "keys"
  return html`${count(known)}${total > rows.length && "+"}<span class="unit"> ${unit}</span>`
}

const apiKeyRow = ({ id, name, description, username }: ApiKeyView): Html =>
  html` <tr id="key-${id}">
    <th scope="row"><code>${name}</code></th>
    <td>${description ?? html`<span class="quiet">no description</span>`}</td>
    <td>${username}</td>
  </tr>`

const teamRow = ({ id, name, members, invites }: TeamView): Html =>
  html` <tr id="team-${id}">
    <th scope="row"><code>${name}</code></th>
    <td>
      ${some(
        members,
        ({ username, role, accountType }) =>
          html`${username}
            <span class="quiet">${role}</span>${accountType !== "USER" && [" ", chip(accountType)]}`
      )}
    </td>
    <td>
      ${some(invites, ({ email, role }) => html`<span class="unit">invited: </span>${email} <span class="quiet">${role}</span>`)}
    </td>
  </tr>`
