/** API keys: how they are listed, made and deleted. */
export const apiKeys = /* GraphQL */ `
  extend type Mutation {
    generateApiKey(input: GenerateApiKeyInput!): GenerateApiKeyPayload
    deleteApiKey(input: DeleteApiKeyInput!): DeleteApiKeyPayload
  }

  type ApiKey {
    id: ID!
    "Inferred: the key ID of a key that begins with wandb_v1_ is its first 20 characters."
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
    "Always true."
    success: Boolean
    clientMutationId: String
  }
`
