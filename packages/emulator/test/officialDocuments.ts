// What the official Python client sends, as far as it is known, in the form of each generation.

const UserFragment = `fragment UserFragment on User {
  id name username email admin flags entity deletedAt
  apiKeys { edges { node { id name description } } }
  teams { edges { node { name } } }
}`

const teamFields = `id name available photoUrl readOnly readOnlyAdmin isTeam entityType privateOnly storageBytes
  codeSavingEnabled defaultAccess isPaid
  members { id admin pending email username name photoUrl accountType apiKey }`

/** Its queries, with variables that fit the seed of the tests. */
export const queries = {
  "query SearchUsers": {
    query: `query SearchUsers($query: String) { users(query: $query) { edges { node { ...UserFragment } } } } ${UserFragment}`,
    variables: { query: "ada" }
  },
  "query GetViewer": { query: `query GetViewer { viewer { ...UserFragment } } ${UserFragment}` },
  "query GetDefaultEntity": { query: `query GetDefaultEntity { viewer { id entity } }` },
  "query Viewer": {
    query: `query Viewer { viewer { id entity username email flags teams { edges { node { name } } } } }`
  },
  "query GetTeamEntity": {
    query: `query GetTeamEntity($name: String!) { entity(name: $name) { ${teamFields} } }`,
    variables: { name: "engine" }
  },
  "query Entity": {
    query: `query Entity($name: String!) { entity(name: $name) { ${teamFields} } }`,
    variables: { name: "root" }
  },
  "query ServerInfo": {
    query: `query ServerInfo { serverInfo { cliVersionInfo latestLocalVersionInfo { outOfDate latestVersionString versionOnThisInstanceString } } }`
  },
  "query ServerFeaturesQuery": {
    query: `query ServerFeaturesQuery { serverInfo { features { name isEnabled } } }`
  }
}

/** Its changes, with the alias and the name of the variable for the team that a generation uses. */
export const mutations = (result: string, entity: string) => ({
  createUser: {
    query: `mutation CreateUserFromAdmin($email: String!, $admin: Boolean) { ${result} createUser(input: {email: $email, admin: $admin}) { user { id name username email admin } } }`,
    variables: { email: "new@example.com", admin: null }
  },
  generateApiKey: {
    query: `mutation GenerateApiKey($description: String) { ${result} generateApiKey(input: {description: $description}) { apiKey { id name description } } }`,
    variables: { description: null }
  },
  deleteApiKey: {
    query: `mutation DeleteApiKey($id: String!) { ${result} deleteApiKey(input: {id: $id}) { success } }`,
    variables: { id: btoa("ApiKey:1") }
  },
  createTeam: {
    query: `mutation CreateTeam($teamName: String!, $teamAdminUserName: String) { ${result} createTeam(input: {teamName: $teamName, teamAdminUserName: $teamAdminUserName}) { entity { id name available photoUrl limits } } }`,
    variables: { teamName: "bridge", teamAdminUserName: "grace" }
  },
  createInvite: {
    query: `mutation CreateInvite($${entity}: String!, $email: String, $username: String, $admin: Boolean) { ${result} createInvite(input: {entityName: $${entity}, email: $email, username: $username, admin: $admin}) { invite { id name email createdAt toUser { name } } } }`,
    variables: { [entity]: "engine", username: "grace", admin: false }
  },
  createServiceAccount: {
    query: `mutation CreateServiceAccount($${entity}: String!, $description: String!) { ${result} createServiceAccount(input: {description: $description, entityName: $${entity}}) { user { id } } }`,
    variables: { [entity]: "engine", description: "robot" }
  },
  deleteInvite: {
    query: `mutation DeleteInvite($id: String, $${entity}: String) { ${result} deleteInvite(input: {id: $id, entityName: $${entity}}) { success } }`,
    variables: { [entity]: "engine", id: btoa("User:2") }
  }
})

/** The forms that its changes had over time. */
export const forms = [
  { form: "with the result alias", alias: "result:", entity: "entity" },
  { form: "without an alias, as up to 0.23", alias: "", entity: "entityName" }
]

/** All its documents in all forms. */
export const documents: ReadonlyArray<string> = [
  ...Object.values(queries).map(({ query }) => query),
  ...forms.flatMap(({ alias, entity }) => Object.values(mutations(alias, entity)).map(({ query }) => query))
]
