// Documents at the borders of what may be asked for, and small ones that ask for much.

export const times = (count: number, of: (index: number) => string, between = " "): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(between)

/** The same field under so many names. */
export const aliased = (count: number, field: string): string =>
  times(count, (index) => `a${index}: ${field}`)

/** Exactly so many tokens. */
export const ofTokens = (count: number): string =>
  `{ users(ids: [${times(count - 15, () => `"x"`)}]) { edges { cursor } } }`

const way = ["teams", "edges", "node", "invites", "edges", "node", "fromUser"]

/** Fields in each other, exactly so many: from a user to a user, over who invited whom. */
export const ofDepth = (depth: number): string =>
  `{ viewer { ${times(depth - 2, (index) => `${way[index % way.length]} {`)} __typename ${"}".repeat(depth - 2)} } }`

/** The same, with fragments in between, which are no fields. */
export const ofDepthInFragments = (depth: number): string =>
  `{ ... { viewer { ...F } } } fragment F on User { ... on User { ${ofDepth(depth).slice("{ viewer { ".length, -2)} }`

/** Fragments that spread each other twice a level: as many fields as the powers of two. */
export const doubling = (levels: number, field: string): string =>
  times(levels, (level) => `fragment F${level} on Query { ...F${level + 1} ...F${level + 1} }`) +
  ` fragment F${levels} on Query { ${field} }`

/** What takes long to be validated, or once did; the status that each is answered with. */
export const tedious: ReadonlyArray<readonly [name: string, document: string, status: number]> = [
  ["equal fields", `{ ${times(4900, () => "__typename")} }`, 400],
  ["equal objects", `{ ${times(1200, () => "viewer { id }")} }`, 400],
  ["equal fields with arguments", `{ ${times(500, () => `user(id: "x") { id }`)} }`, 400],
  ["conflicting fields", `{ ${times(300, (index) => `user(id: "${index}") { id }`)} }`, 400],
  ["inline fragments in each other", `{ viewer { ${"... {".repeat(1500)} id ${"}".repeat(1500)} } }`, 200],
  [
    "fragments side by side",
    `{ viewer { ${times(400, (index) => `...F${index}`)} } }` +
      times(400, (index) => `fragment F${index} on User { id name }`),
    400
  ],
  [
    "fragments behind each other",
    `{ viewer { ...F0 } }${times(600, (index) => `fragment F${index} on User { ...F${index + 1} }`)} fragment F600 on User { id }`,
    200
  ],
  ["fragments that double", `{ ...F0 } ${doubling(400, "viewer { id }")}`, 200],
  [
    "fragments that spread all of each other",
    `{ ...F0 } ${times(40, (one) => `fragment F${one} on Query { ${times(40, (other) => `...F${other}`)} }`)}`,
    400
  ],
  ["lists in each other", `{ users(ids: ${"[".repeat(2400)}${"]".repeat(2400)}) { edges { cursor } } }`, 400],
  [
    "objects in each other",
    `{ users(ids: ${"{a:".repeat(1200)} 1 ${"}".repeat(1200)}) { edges { cursor } } }`,
    400
  ],
  ["types in each other", `query ($a: ${"[".repeat(2400)}ID${"]".repeat(2400)}) { viewer { id } }`, 400],
  ["variables that nobody uses", `query (${times(1000, (i) => `$a${i}: ID`)}) { viewer { id } }`, 400],
  ["directives", `{ viewer { id ${times(1500, () => "@x")} } }`, 400],
  ["unknown fields", `{ ${times(4900, (index) => `viewr${index}`)} }`, 400],
  [
    "operations",
    `${times(600, (index) => `query Q${index} { ...F }`)} fragment F on Query { viewer { id } }`,
    400
  ],
  ["lines", `${"\n".repeat(500_000)}{ ${times(200, () => "x")} }`, 400],
  ["comments", `${"#\n".repeat(300_000)}{ viewer { id } }`, 400],
  ["a long name", `query ${"x".repeat(1_000_000)} { ${times(100, () => "user(id: $a) { id }")} }`, 400],
  ["a long text", `{ user(id: "${"x".repeat(1_000_000)}") { id } }`, 200],
  ["introspection", `{ ${aliased(190, "__schema { types { fields { args { type { name } } } } }")} }`, 200]
]

/** What takes work in a world of 300 users who are all in each of 20 teams: more than 100,000 with it, less without it. */
export const laborious: ReadonlyArray<readonly [name: string, document: string]> = [
  ["rows", users(aliased(2, "teams { edges { cursor } }"))],
  [
    "rows that are no page",
    `users(first: 4) { edges { node { teams { edges { node { members { id } } } } } } }`
  ],
  ["fields", users(`teams { edges { node { id name isTeam ${aliased(9, "name")} } } }`)],
  ["members that are counted", users("teams { edges { node { memberCount } } }")],
  ["invites that are looked for", users("teams { edges { node { invites { edges { cursor } } } } }")],
  ["teams that are passed over", users(aliased(18, "teams(first: 0) { edges { cursor } }"))],
  ["default entities", users(aliased(18, "defaultEntity { id }"))],
  ["refusals", users(`teams(after: "x") { edges { cursor } }`)],
  ["arguments", aliased(18, "users(ids: $many) { edges { cursor } }")]
]

/** As many documents as an instance remembers, so that it remembers no others; each is read in no time. */
export const forgetting: ReadonlyArray<string> = Array.from(
  { length: 40 },
  (_, index) => `{ __typename } # ${index} ${"x".repeat(16_384)}`
)

/** The longest lists that there are, side by side. */
export const endless = `{ ${users(aliased(150, "teams { edges { node { id } } }"))} }`

/** Something of all users. */
export function users(selection: string): string {
  return `users { edges { node { ${selection} } } }`
}
