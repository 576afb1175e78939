/** What the types of all domains share. */
export const common = /* GraphQL */ `
  "Inferred: ISO 8601, in UTC, with milliseconds."
  scalar DateTime
  "Inferred: a number of JSON."
  scalar Int64
  scalar JSON
  scalar JSONString

  interface Node {
    id: ID!
  }

  type PageInfo {
    startCursor: String
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
  }
`
