/** Users: what is asked of them, and what changes them. */
export const users = /* GraphQL */ `
  extend type Query {
    viewer("Ignored." entityName: String): User
    "Inferred: finds deleted users too; the id decides when both are given."
    user(id: ID, userName: String): User
    """
    Inferred: gives those that fit all of query, ids and usernames, deleted ones too, in the order of their creation.
    Inferred: everybody with a key may read all users.
    """
    users(
      "Inferred: upper and lower case are the same; a blank query fits everybody."
      query: String
      ids: [ID!]
      usernames: [String!]
      first: Int
      after: String
      last: Int
      before: String
    ): UserConnection
  }

  extend type Mutation {
    """
    Inferred: the user is named after the email address, with a number behind it when a user or a team has the name.
    Inferred: who was invited by that address becomes a member at once.
    """
    createUser(input: CreateUserInput!): CreateUserPayload
    "Inferred: changes all that is given or nothing; what is null stays; nobody changes a deleted user (404)."
    updateUser(input: UpdateUserInput!): UpdateUserPayload
    """
    Inferred: is for admins who ask for their privileges.
    Inferred: the keys of a deleted user let nobody in; teams, keys and email address stay theirs.
    Inferred: the last admin of the instance is kept (400); that of a team may be deleted.
    Inferred: deleting again is no error, and the first deletion counts.
    """
    deleteUser(input: DeleteUserInput!): DeleteUserPayload
    """
    Inferred: is for admins who ask for their privileges.
    Inferred: teams and keys work again; restoring who was not deleted is no error.
    """
    undeleteUser(input: UndeleteUserInput!): UndeleteUserPayload
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
    """
    Always "{}".
    """
    flags: JSONString
    "Inferred: the entity that the user chose, for as long as it is theirs; else the first of theirs."
    entity: String
    "Inferred: the entity that User.entity names."
    defaultEntity: Entity
    "Always null."
    photoUrl: String
    createdAt: DateTime!
    deletedAt: DateTime
    "Inferred: null to everybody but the user and admins who ask for their privileges."
    apiKeys(first: Int, after: String, last: Int, before: String): ApiKeyConnection
    "Inferred: the personal entity, then the teams in the order of their creation."
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

  input CreateUserInput {
    "Inferred: an address stays taken when its user is deleted (409); upper and lower case are the same."
    email: String!
    admin: Boolean
    "Inferred: a value of UserAccountType (else 400), USER when absent."
    accountType: String
    clientMutationId: String
  }

  type CreateUserPayload {
    user: User
    clientMutationId: String
  }

  input UpdateUserInput {
    "Inferred: of oneself, or of anybody for admins who ask for their privileges; oneself when absent."
    id: ID
    "Inferred: only admins change it; the last one keeps it (400)."
    admin: Boolean
    "Inferred: not blank (400)."
    name: String
    """
    Inferred: only admins change it, their own too; the address before is free again.
    Inferred: who takes an invited address becomes a member at once.
    """
    primaryEmail: String
    "Inferred: the name of an entity of the user's own (else 400; 404 when there is none of that name)."
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
`
