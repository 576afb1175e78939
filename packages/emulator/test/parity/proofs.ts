import { readFileSync } from "node:fs"

const users = (group: string, ...titles: ReadonlyArray<string>) =>
  titles.map((title) => `Users › ${group} › ${title}`)
const teams = (group: string, ...titles: ReadonlyArray<string>) =>
  titles.map((title) => `Teams › ${group} › ${title}`)
const inferred = (group: string, ...titles: ReadonlyArray<string>) =>
  titles.map((title) => `parity/inferences › ${group}, as inferred › ${title}`)

const forTeamAdmins = "is for the team's admins, and for admins who ask for their privileges"
const changeRefusals = "refuses what is not allowed, unknown, taken or malformed, and then changes nothing"
const ownChanges = "changes the name and the default entity of whoever asks, who leaves the rest as it is"
const invitesRefused = "refuses whoever is there or invited, whoever is unknown, and what is no team"
const enrols = "makes a member of a user at once, by username or email address"
const keepsSeat = "keeps a seat for an email address that nobody has"
const adminStays = "stays while people are there, deleted ones and other teams notwithstanding"
const adminGoes = "may go when another admin is there, or nobody but service accounts and invites"
const wholeKeys = "is shown whole to admins where listings show whole keys, and lets the account in"

/** The tests that hold what the SDL says of W&B, by coordinate: file, group and title. */
export const proofs: Readonly<Record<string, ReadonlyArray<string>>> = {
  DateTime: inferred("values", "gives times in ISO 8601 and sizes as numbers"),
  Int64: inferred("values", "gives times in ISO 8601 and sizes as numbers"),

  "Query.user": inferred("users", "finds a deleted user, and by the id where both are given"),
  "Query.users": [
    ...users(
      "users",
      "looks up exactly by ids and usernames, each user once, in the order of creation",
      "lists deleted users with the time of their deletion"
    ),
    ...inferred("users", "shows all users to everybody with a key")
  ],
  "Query.users(query:)": users(
    "users",
    "finds by the beginning or the end of a username or an email address"
  ),
  "Mutation.createUser": users(
    "createUser",
    "names the user after the email address and gives them a personal entity",
    "numbers a username that a user or a team has already",
    "makes a member of whoever was invited by that email address"
  ),
  "Mutation.updateUser": users("updateUser", ownChanges, changeRefusals),
  "Mutation.deleteUser": [
    ...users(
      "deleteUser",
      "lets nobody in by the user's keys, and leaves teams and keys with the user",
      "says of a deleted user when that was",
      "refuses to delete the last admin in force, and nobody else"
    ),
    ...users("createUser", "refuses an email address that is taken, also by a deleted user"),
    ...users(
      "deleteUser and undeleteUser",
      "know only users, and are for admins who ask for their privileges"
    )
  ],
  "Mutation.undeleteUser": [
    ...users(
      "undeleteUser",
      "restores a user with teams and keys",
      "leaves a user who was not deleted as they are"
    ),
    ...users(
      "deleteUser and undeleteUser",
      "know only users, and are for admins who ask for their privileges"
    )
  ],
  "User.entity": users(
    "updateUser",
    ownChanges,
    "goes back to the personal entity when the team is left or gone"
  ),
  "User.defaultEntity": users("updateUser", ownChanges),
  "User.apiKeys": [
    "ApiKeys › the listing of API keys › is null to everybody but the owner and admins who ask for their privileges"
  ],
  "User.teams": ["paging › a connection › pages through teams with the personal entity first"],
  "CreateUserInput.email": users(
    "createUser",
    "refuses an email address that is taken, also by a deleted user"
  ),
  "CreateUserInput.accountType": users(
    "createUser",
    "names the user after the email address and gives them a personal entity",
    "refuses what is no email address or no type of account"
  ),
  "UpdateUserInput.id": users(
    "updateUser",
    ownChanges,
    "changes anybody, their privileges and their email address for an admin",
    changeRefusals
  ),
  "UpdateUserInput.admin": users(
    "updateUser",
    "takes an admin's privileges where another admin stays",
    changeRefusals
  ),
  "UpdateUserInput.name": users("updateUser", changeRefusals),
  "UpdateUserInput.primaryEmail": users(
    "updateUser",
    changeRefusals,
    "frees the email address that it replaces",
    "makes a member of whoever takes an email address that was invited, once"
  ),
  "UpdateUserInput.defaultEntity": users("updateUser", ownChanges, changeRefusals),

  "ApiKey.name": [
    "ApiKeys › generateApiKey › gives the caller a key, whose secret is its name that once",
    "ApiKeys › the listing of API keys › names keys by their leading part"
  ],

  "Query.entity": inferred("teams", "shows every entity to everybody with a key"),
  "Mutation.createTeam": teams("createTeam", "is for admins who ask for their privileges"),
  "Mutation.deleteTeam": teams(
    "deleteTeam",
    forTeamAdmins,
    "takes the team from its members, cancels its invites and frees its name"
  ),
  "Mutation.createInvite": teams("createInvite", enrols, keepsSeat, invitesRefused, forTeamAdmins),
  "Mutation.deleteInvite": [
    ...teams("deleteInvite", "is for the team's admins"),
    ...teams("the last admin of a team", adminStays, adminGoes)
  ],
  "Mutation.updateMember": [
    ...teams("updateMember", forTeamAdmins),
    ...teams("the last admin of a team", adminStays, adminGoes)
  ],
  "Mutation.createServiceAccount": [
    ...teams(
      "createServiceAccount",
      "is for the team's admins, and needs a team",
      "adds a service account as the last member"
    ),
    ...teams("the API key of a service account", wholeKeys)
  ],
  "Entity.entityType": inferred("teams", "tells personal entities by their type"),
  "Entity.isTeam": inferred("teams", "tells personal entities by their type"),
  "Entity.invites": teams("the invites of an entity", "are those that are pending, in pages"),
  "Entity.memberCount": inferred(
    "teams",
    "lists members and pending invites as they came, and counts the members"
  ),
  "Entity.members": inferred(
    "teams",
    "lists members and pending invites as they came, and counts the members"
  ),
  "Member.id": teams(
    "deleteInvite",
    "removes a member, and cancels an invitation, by the id of the member",
    "knows only members of that team"
  ),
  "Member.username": teams("createInvite", keepsSeat),
  "Member.name": teams("createInvite", keepsSeat),
  "Member.accountType": teams("createInvite", keepsSeat),
  "Member.apiKey": teams(
    "the API key of a service account",
    wholeKeys,
    "is shown to nobody where listings name keys by their IDs, and there is none"
  ),
  "Invite.name": inferred("teams", "names an invite after whom it is for"),
  "Invite.accepted": inferred("teams", "names an invite after whom it is for"),
  "Invite.expiresAt": teams("createInvite", enrols),
  "CreateTeamInput.teamName": teams(
    "createTeam",
    "refuses names that a team or a user has, unknown and deleted admins, and blank names"
  ),
  "CreateTeamInput.teamAdminUserName": teams(
    "createTeam",
    "refuses names that a team or a user has, unknown and deleted admins, and blank names",
    "leaves the caller out"
  ),
  "DeleteTeamInput.teamName": teams("deleteTeam", "knows only teams"),
  "CreateInviteInput.entityName": teams("createInvite", invitesRefused),
  "CreateInviteInput.email": teams("createInvite", enrols),
  "CreateInviteInput.username": [
    ...inferred("teams", "names an invite after whom it is for"),
    ...teams("createInvite", keepsSeat)
  ],
  "CreateInviteInput.role": [
    ...teams("createInvite", enrols, keepsSeat),
    ...inferred("teams", "takes any text for a role")
  ],
  "DeleteInviteInput.entityName": inferred("teams", "removes nobody without knowing the team"),
  "UpdateMemberInput.user": teams(
    "updateMember",
    "gives a member another role, by id or username, as the team's admin",
    "knows only members of that team, and needs a role"
  ),
  "UpdateMemberInput.role": [
    ...teams(
      "updateMember",
      "gives a member another role, by id or username, as the team's admin",
      "knows only members of that team, and needs a role"
    ),
    ...inferred("teams", "takes any text for a role")
  ],
  "CreateServiceAccountInput.description": [
    ...inferred("teams", "calls a service account so when it has no description"),
    ...teams("createServiceAccount", "adds a service account as the last member")
  ],
  "CreateServiceAccountInput.entityName": teams(
    "createServiceAccount",
    "is for the team's admins, and needs a team"
  ),

  "ServerInfo.features": [
    "sdl › the SDL › is extended by the feature list of serverInfo, and by nothing else"
  ]
}

/** The file of a test, from the folder of the tests. */
export const fileOf = (test: string): string => `${test.split(" › ")[0]}.test.ts`

/** The tests that are in a file, named as above. */
export const testsIn = (file: string): ReadonlySet<string> => {
  const source = readFileSync(new URL(`../${file}`, import.meta.url), "utf8")
  const tests = new Set<string>()
  let group = ""
  for (const [, describe, title] of source.matchAll(
    /\bdescribe\("([^"]+)"|\bit(?:\.effect)?\(\s*"([^"]+)"/g
  )) {
    group = describe ?? group
    if (title !== undefined) tests.add(`${file.replace(/\.test\.ts$/, "")} › ${group} › ${title}`)
  }
  return tests
}
