/** A connection of one page, as the server gives it. */
export const connection = (edges: ReadonlyArray<object>) => ({
  edges,
  pageInfo: { hasNextPage: false, endCursor: null }
})

/** A user, as the server gives one to whoever asks for keys and teams. */
export const user = (username: string) => ({
  id: Buffer.from(`User:${username}`).toString("base64"),
  username,
  name: `The user ${username}`,
  email: `${username}@example.com`,
  admin: false,
  accountType: "USER",
  entity: username,
  createdAt: "2026-01-01T00:00:00",
  deletedAt: null,
  apiKeys: connection([
    { node: { id: `QXBpS2V5OjE4${username}`, name: "0123456789abcdef0123", description: "ci" } }
  ]),
  teams: {
    edges: [
      { cursor: "1", node: { name: username } },
      { cursor: "2", node: { name: "engine" } }
    ]
  },
  lastTeam: { edges: [{ node: { name: "engine" } }] }
})
