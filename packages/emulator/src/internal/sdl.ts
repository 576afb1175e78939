/** The part of W&B's GraphQL schema that the emulator answers, as the service's introspection of October 2024 has it. */
export const sdl = /* GraphQL */ `
  scalar DateTime
  scalar Int64
  scalar JSON
  scalar JSONString

  interface Node {
    id: ID!
  }

  type Query {
    viewer(entityName: String): User
    user(id: ID, userName: String): User
    users(
      query: String
      ids: [ID!]
      usernames: [String!]
      first: Int
      after: String
      last: Int
      before: String
    ): UserConnection
    entity(name: String): Entity
    serverInfo: ServerInfo
  }

  type Mutation {
    createUser(input: CreateUserInput!): CreateUserPayload
    generateApiKey(input: GenerateApiKeyInput!): GenerateApiKeyPayload
    deleteApiKey(input: DeleteApiKeyInput!): DeleteApiKeyPayload
    updateUser(input: UpdateUserInput!): UpdateUserPayload
    deleteUser(input: DeleteUserInput!): DeleteUserPayload
    undeleteUser(input: UndeleteUserInput!): UndeleteUserPayload
    createTeam(input: CreateTeamInput!): CreateTeamPayload
    deleteTeam(input: DeleteTeamInput!): DeleteTeamPayload
    createInvite(input: CreateInviteInput!): CreateInvitePayload
    deleteInvite(input: DeleteInviteInput!): DeleteInvitePayload
    updateMember(input: UpdateMemberInput!): UpdateMemberPayload
    createServiceAccount(input: CreateServiceAccountInput!): CreateServiceAccountPayload
  }

  enum UserAccountType {
    USER
    SERVICE
    ORG_SERVICE
    ANONYMOUS
    VIEWER
  }

  type User implements Node {
    id: ID!
    name: String!
    username: String
    email: String
    admin: Boolean
    accountType: UserAccountType
    flags: JSONString
    entity: String
    defaultEntity: Entity
    photoUrl: String
    createdAt: DateTime!
    deletedAt: DateTime
    apiKeys(first: Int, after: String, last: Int, before: String): ApiKeyConnection
    teams(first: Int, after: String, last: Int, before: String): EntityConnection
  }

  type UserConnection {
    edges: [UserEdge!]!
    pageInfo: PageInfo!
  }

  type UserEdge {
    cursor: String!
    node: User
  }

  type ApiKey {
    id: ID!
    name: String!
    description: String
    user: User
  }

  type ApiKeyConnection {
    edges: [ApiKeyEdge!]!
    pageInfo: PageInfo!
  }

  type ApiKeyEdge {
    cursor: String!
    node: ApiKey
  }

  type Entity implements Node {
    id: ID!
    name: String!
    available: Boolean
    codeSavingEnabled: Boolean!
    createdAt: DateTime!
    defaultAccess: String!
    entityType: String
    invites(first: Int, after: String, last: Int, before: String): InviteConnection
    isPaid: Boolean
    isTeam: Boolean!
    limits: JSONString
    memberCount: Int!
    members: [Member!]!
    photoUrl: String
    privateOnly: Boolean!
    readOnly: Boolean
    readOnlyAdmin: Boolean!
    storageBytes: Int64!
  }

  type EntityConnection {
    edges: [EntityEdge!]!
  }

  type EntityEdge {
    cursor: String!
    node: Entity
  }

  type PageInfo {
    startCursor: String
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
  }

  type Member {
    id: String
    admin: Boolean @deprecated
    pending: Boolean
    email: String
    username: String
    name: String!
    photoUrl: String
    accountType: String
    apiKey: String
    role: String
  }

  type Invite {
    id: ID!
    name: String!
    email: String
    role: String!
    accepted: Boolean
    createdAt: DateTime
    expiresAt: DateTime
    entity: Entity
    fromUser: User
    toUser: User
  }

  type InviteConnection {
    edges: [InviteEdge!]!
    pageInfo: PageInfo!
  }

  type InviteEdge {
    cursor: String!
    node: Invite
  }

  type ServerInfo {
    cliVersionInfo: JSON!
    latestLocalVersionInfo: LocalVersionInfo
  }

  type LocalVersionInfo {
    latestVersionString: String!
    outOfDate: Boolean!
    versionOnThisInstanceString: String!
  }

  input CreateUserInput {
    email: String!
    admin: Boolean
    accountType: String
    clientMutationId: String
  }

  type CreateUserPayload {
    user: User
    clientMutationId: String
  }

  input GenerateApiKeyInput {
    description: String
    clientMutationId: String
  }

  type GenerateApiKeyPayload {
    apiKey: ApiKey
    clientMutationId: String
  }

  input DeleteApiKeyInput {
    id: String
    clientMutationId: String
  }

  type DeleteApiKeyPayload {
    success: Boolean
    clientMutationId: String
  }

  input UpdateUserInput {
    id: ID
    admin: Boolean
    name: String
    primaryEmail: String
    defaultEntity: String
    clientMutationId: String
  }

  type UpdateUserPayload {
    user: User
    clientMutationId: String
  }

  input DeleteUserInput {
    id: ID!
    clientMutationId: String
  }

  type DeleteUserPayload {
    user: User
    clientMutationId: String
  }

  input UndeleteUserInput {
    id: ID!
    clientMutationId: String
  }

  type UndeleteUserPayload {
    user: User
    clientMutationId: String
  }

  input CreateTeamInput {
    teamName: String!
    teamAdminUserName: String
    clientMutationId: String
  }

  type CreateTeamPayload {
    entity: Entity
    clientMutationId: String
  }

  input DeleteTeamInput {
    teamName: String!
    clientMutationId: String
  }

  type DeleteTeamPayload {
    success: Boolean!
    clientMutationId: String
  }

  input CreateInviteInput {
    entityName: String!
    email: String
    username: String
    role: String
    admin: Boolean
    clientMutationId: String
  }

  type CreateInvitePayload {
    invite: Invite
    entity: Entity
    success: Boolean!
    clientMutationId: String
  }

  input DeleteInviteInput {
    id: String
    entityName: String
    clientMutationId: String
  }

  type DeleteInvitePayload {
    success: Boolean
    clientMutationId: String
  }

  input UpdateMemberInput {
    entityName: String!
    user: ID!
    role: String
    admin: Boolean
    clientMutationId: String
  }

  type UpdateMemberPayload {
    member: Member!
    clientMutationId: String
  }

  input CreateServiceAccountInput {
    description: String
    entityName: String
    clientMutationId: String
  }

  type CreateServiceAccountPayload {
    user: User
    clientMutationId: String
  }
`

/**
 * What the official client of 2026 asks for and the introspection of 2024 does not have yet; the nullability of
 * these fields is inferred.
 */
export const sdlExtension = /* GraphQL */ `
  extend type ServerInfo {
    features: [ServerFeature!]!
  }

  type ServerFeature {
    name: String!
    isEnabled: Boolean!
  }
`
