/** Teams and personal entities, with their members, invitations and service accounts. */
export const teams = /* GraphQL */ `
  extend type Query {
    "Inferred: everybody with a key may read every entity, with its members and invites."
    entity(name: String): Entity
  }

  extend type Mutation {
    "Differs: is for admins of the instance, because there are no organisations to be admin of."
    createTeam(input: CreateTeamInput!): CreateTeamPayload
    """
    Inferred: is for the team's admins, and for admins who ask for their privileges.
    Inferred: the invites go with the team, its service accounts stay as users, and its name is free again.
    """
    deleteTeam(input: DeleteTeamInput!): DeleteTeamPayload
    """
    Inferred: a user becomes a member at once; an address that nobody has waits for who takes it.
    Inferred: a member, an invited address and a deleted user cannot be invited (409, 409, 404).
    Inferred: is for the team's admins, and for admins who ask for their privileges.
    """
    createInvite(input: CreateInviteInput!): CreateInvitePayload
    """
    Inferred: is for the team's admins, and for admins who ask for their privileges.
    Inferred: the last admin who is not deleted stays while anybody but service accounts and invites is there (400).
    """
    deleteInvite(input: DeleteInviteInput!): DeleteInvitePayload
    """
    Inferred: is for the team's admins, and for admins who ask for their privileges.
    Inferred: the last admin stays one, as with deleteInvite (400).
    """
    updateMember(input: UpdateMemberInput!): UpdateMemberPayload
    """
    Inferred: is for the team's admins, and for admins who ask for their privileges.
    Inferred: the username is made of the names of team and account.
    Inferred: a key comes with the account where listings show whole keys.
    """
    createServiceAccount(input: CreateServiceAccountInput!): CreateServiceAccountPayload
  }

  type Entity implements Node {
    id: ID!
    name: String!
    "Always false."
    available: Boolean
    "Always false."
    codeSavingEnabled: Boolean!
    createdAt: DateTime!
    """
    Always "WRITE".
    """
    defaultAccess: String!
    """
    Inferred: "team", and "user" for a personal entity.
    """
    entityType: String
    "Inferred: those that are pending, in the order of their creation; there are none to personal entities."
    invites(first: Int, after: String, last: Int, before: String): InviteConnection
    "Always false."
    isPaid: Boolean
    "Inferred: false for a personal entity."
    isTeam: Boolean!
    """
    Always "{}".
    """
    limits: JSONString
    "Inferred: service accounts and deleted users count, pending invites do not."
    memberCount: Int!
    "Inferred: members, deleted ones too, and pending invites, in the order in which they came."
    members: [Member!]!
    "Always null."
    photoUrl: String
    "Always false."
    privateOnly: Boolean!
    "Always false."
    readOnly: Boolean
    "Always false."
    readOnlyAdmin: Boolean!
    "Always 0."
    storageBytes: Int64!
  }

  type EntityConnection {
    edges: [EntityEdge!]!
  }

  type EntityEdge {
    cursor: String!
    node: Entity
  }

  type Member {
    "Inferred: the id of the user, or of the pending invite."
    id: String
    admin: Boolean @deprecated
    pending: Boolean
    email: String
    "Inferred: null for a pending invite."
    username: String
    "Inferred: of a pending invite, the email address."
    name: String!
    "Always null."
    photoUrl: String
    "Inferred: null for a pending invite."
    accountType: String
    "Inferred: of a service account, to admins, where listings show whole keys; null otherwise."
    apiKey: String
    role: String
  }

  type Invite {
    id: ID!
    "Inferred: the name of the invited user, or the email address."
    name: String!
    email: String
    role: String!
    "Inferred: true where a user was invited, who became a member at once."
    accepted: Boolean
    createdAt: DateTime
    """
    Always null.
    Inferred: invites do not expire.
    """
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

  input CreateTeamInput {
    "Inferred: not blank (400); teams and users share one space of names (409)."
    teamName: String!
    "Inferred: of a user who is not deleted (404); nobody is in the team when absent."
    teamAdminUserName: String
    clientMutationId: String
  }

  type CreateTeamPayload {
    entity: Entity
    clientMutationId: String
  }

  input DeleteTeamInput {
    "Inferred: never of a personal entity (404)."
    teamName: String!
    clientMutationId: String
  }

  type DeleteTeamPayload {
    "Always true."
    success: Boolean!
    clientMutationId: String
  }

  input CreateInviteInput {
    "Inferred: never of a personal entity (404)."
    entityName: String!
    "Inferred: of a user as well, who is invited as by username."
    email: String
    "Inferred: wins over email; unless it is blank."
    username: String
    """
    Inferred: any text, and wins over admin; "member" when both are absent.
    """
    role: String
    admin: Boolean
    clientMutationId: String
  }

  type CreateInvitePayload {
    invite: Invite
    entity: Entity
    "Always true."
    success: Boolean!
    clientMutationId: String
  }

  input DeleteInviteInput {
    id: String
    "Inferred: is needed (404)."
    entityName: String
    clientMutationId: String
  }

  type DeleteInvitePayload {
    "Always true."
    success: Boolean
    clientMutationId: String
  }

  input UpdateMemberInput {
    entityName: String!
    "Inferred: the id of the user, or the username; never a pending invite (404)."
    user: ID!
    "Inferred: any text, and wins over admin; one of the two is needed (400)."
    role: String
    admin: Boolean
    clientMutationId: String
  }

  type UpdateMemberPayload {
    member: Member!
    clientMutationId: String
  }

  input CreateServiceAccountInput {
    """
    Inferred: the name of the user; "service account" when absent.
    """
    description: String
    "Inferred: is needed (404)."
    entityName: String
    clientMutationId: String
  }

  type CreateServiceAccountPayload {
    user: User
    clientMutationId: String
  }
`
