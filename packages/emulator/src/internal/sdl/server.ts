/** What a server says of itself: nothing in particular. */
export const server = /* GraphQL */ `
  extend type Query {
    serverInfo: ServerInfo
  }

  type ServerInfo {
    "Always {}."
    cliVersionInfo: JSON!
    "Always null."
    latestLocalVersionInfo: LocalVersionInfo
  }

  "Never given."
  type LocalVersionInfo {
    latestVersionString: String!
    outOfDate: Boolean!
    versionOnThisInstanceString: String!
  }
`

/** What the official client of 2026 asks a server for, and the introspection of 2024 does not have yet. */
export const serverExtension = /* GraphQL */ `
  extend type ServerInfo {
    """
    Always [].
    Inferred: the nullability, because the published schema is older than the field.
    """
    features: [ServerFeature!]!
  }

  "Never given."
  type ServerFeature {
    name: String!
    isEnabled: Boolean!
  }
`
