import * as ApiKey from "@effect-wandb/core/ApiKey"
import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Invite from "@effect-wandb/core/Invite"
import * as Member from "@effect-wandb/core/Member"
import * as Team from "@effect-wandb/core/Team"
import * as User from "@effect-wandb/core/User"
import * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Encoding from "effect/Encoding"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Words from "./words.js"

const number = FastCheck.integer({ min: 1, max: 999_999 })

/** The ids that W&B gives: base64 of a type and a number. */
const relayId = (type: string) => number.map((number) => Encoding.encodeBase64(`${type}:${number}`))

export const userId: FastCheck.Arbitrary<User.UserId> = relayId("User").map((id) => User.UserId.make(id))

export const teamId: FastCheck.Arbitrary<Team.TeamId> = relayId("Entity").map((id) => Team.TeamId.make(id))

export const apiKeyId: FastCheck.Arbitrary<ApiKey.ApiKeyId> = relayId("ApiKey").map((id) =>
  ApiKey.ApiKeyId.make(id)
)

export const inviteId: FastCheck.Arbitrary<Invite.InviteId> = relayId("Invite").map((id) =>
  Invite.InviteId.make(id)
)

const maybe = <A>(arbitrary: FastCheck.Arbitrary<A>): FastCheck.Arbitrary<Option.Option<A>> =>
  FastCheck.option(arbitrary).map(Option.fromNullable)

const epoch = DateTime.unsafeMake("2020-01-01T00:00:00Z")

/** A second of the years from 2020 on. */
export const instant: FastCheck.Arbitrary<DateTime.Utc> = FastCheck.nat({ max: 10 * 365 * 86_400 }).map(
  (seconds) => DateTime.add(epoch, { seconds })
)

export const apiKeySecret: FastCheck.Arbitrary<ApiKeySecret.ApiKeySecret> = Arbitrary.make(
  ApiKeySecret.ApiKeySecret
)

const keyFields = { id: apiKeyId, description: maybe(Words.description) }

export const apiKey: FastCheck.Arbitrary<ApiKey.ApiKey> = FastCheck.record({
  ...keyFields,
  name: apiKeySecret.map(ApiKeySecret.publicName),
  isListed: FastCheck.boolean()
}).map(({ isListed, ...fields }) => new ApiKey.ApiKey({ ...fields, ...(isListed && { secretListed: true }) }))

export const generatedApiKey: FastCheck.Arbitrary<ApiKey.GeneratedApiKey> = FastCheck.record({
  ...keyFields,
  secret: apiKeySecret
}).map((fields) => new ApiKey.GeneratedApiKey({ ...fields, name: ApiKeySecret.publicName(fields.secret) }))

/** Their own address under the usual name, mostly. */
const addressOf = (username: User.Username, other: Option.Option<User.Email>): User.Email =>
  Option.getOrElse(other, () =>
    User.Email.make(`${/[\s@]/.test(username) ? "someone" : username}@example.com`)
  )

const isService = (accountType: User.AccountType): boolean => accountType.endsWith("SERVICE")

const distinct = <A>(items: ReadonlyArray<A>): ReadonlyArray<A> => [...new Set(items)]

/**
 * What a server shows of a user fits together: a service account has no address and no personal entity, every other
 * user's first team bears the username, and the default entity is one of the teams.
 */
export const user: FastCheck.Arbitrary<User.User> = FastCheck.record({
  id: userId,
  username: Words.username,
  name: Words.displayName,
  otherEmail: maybe(Words.email),
  admin: FastCheck.boolean(),
  accountType: Words.accountType,
  createdAt: instant,
  age: FastCheck.option(FastCheck.nat({ max: 1000 })),
  apiKeys: maybe(FastCheck.uniqueArray(apiKey, { selector: ({ id }) => id, maxLength: 4 })),
  teams: maybe(FastCheck.array(Words.teamName, { maxLength: 4 })),
  hasUsername: FastCheck.integer({ min: 0, max: 9 }).map((dice) => dice < 9),
  preferred: FastCheck.nat({ max: 4 })
}).map(({ accountType, age, createdAt, hasUsername, otherEmail, preferred, teams, username, ...shown }) => {
  const ofService = isService(accountType)
  const personal = hasUsername && !ofService ? [Team.TeamName.make(username)] : []
  const entities = Option.map(teams, (names) => distinct([...personal, ...names]))
  const known = Option.getOrElse(entities, () => personal)
  return new User.User({
    ...shown,
    username: hasUsername ? Option.some(username) : Option.none(),
    email: ofService ? Option.none() : Option.some(addressOf(username, otherEmail)),
    accountType: Option.some(accountType),
    defaultEntity: Option.fromNullable(known[preferred % Math.max(1, known.length)]),
    createdAt,
    deletedAt: Option.map(Option.fromNullable(age), (hours) => DateTime.add(createdAt, { hours })),
    teams: entities
  })
})

/** Of whom an invitation is pending, there need not be a user. */
export const member: FastCheck.Arbitrary<Member.Member> = FastCheck.record({
  id: number.map((number) => Member.MemberId.make(String(number))),
  username: Words.username,
  name: Words.displayName,
  email: Words.email,
  role: Words.role,
  accountType: Words.accountType,
  pending: FastCheck.boolean()
}).map(
  ({ accountType, email, id, name, pending, role, username }) =>
    new Member.Member({
      id: Option.some(id),
      username: pending ? Option.none() : Option.some(username),
      name: pending ? email : name,
      email: !pending && isService(accountType) ? Option.none() : Option.some(email),
      role: Option.some(role),
      accountType: pending ? Option.none() : Option.some(accountType),
      pending
    })
)

const anyTeam = FastCheck.record({
  id: teamId,
  name: Words.teamName,
  personal: FastCheck.constant(false),
  members: FastCheck.uniqueArray(member, {
    selector: ({ email, username }) => Option.getOrElse(username, () => Option.getOrElse(email, () => "")),
    maxLength: 4
  })
})

const personalEntity = FastCheck.record({ id: teamId, username: Words.username, member }).map(
  ({ id, member, username }) => ({
    id,
    name: Team.TeamName.make(username),
    personal: true,
    members: [
      new Member.Member({
        ...member,
        username: Option.some(username),
        role: Option.some("admin"),
        accountType: Option.some("USER"),
        pending: false
      })
    ]
  })
)

export const team: FastCheck.Arbitrary<Team.Team> = FastCheck.oneof(
  { withCrossShrink: true },
  { arbitrary: anyTeam, weight: 3 },
  { arbitrary: personalEntity, weight: 1 }
).map((fields) => new Team.Team(fields))

export const invite: FastCheck.Arbitrary<Invite.Invite> = FastCheck.record({
  id: inviteId,
  email: Words.email,
  username: maybe(Words.username),
  role: Words.role,
  accepted: FastCheck.boolean(),
  createdAt: instant,
  openFor: FastCheck.option(FastCheck.nat({ max: 1000 }))
}).map(
  ({ createdAt, email, openFor, ...shown }) =>
    new Invite.Invite({
      ...shown,
      email: Option.some(email),
      createdAt: Option.some(createdAt),
      expiresAt: Option.map(Option.fromNullable(openFor), (hours) => DateTime.add(createdAt, { hours }))
    })
)
