import { parseEmail } from "@effect-wandb/core/User"
import * as Either from "effect/Either"
import { addressKey } from "../addresses.js"
import type { Roster, Team, User } from "./desired.js"
import { emailMatcher, nameMatcher } from "./patterns.js"
import { problemOfShare } from "./share.js"
import { each, memberFields, serviceAccountFields } from "./select.js"

/**
 * What is wrong with a field of a roster, such as `teams[0].members[2]`, as the end of a sentence that starts with it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Problem {
  readonly field: string
  readonly reason: string
}

type Problems = ReadonlyArray<Problem>

const problem = (field: string, reason: string): Problem => ({ field, reason })

const ignored = (where: string): string => `${where} has it, so that nothing would be done`

const isBlank = (text: string): boolean => text.trim() === ""

const notBlank = (field: string, text: string | undefined): Problems =>
  text !== undefined && isBlank(text) ? [problem(field, "it is blank")] : []

const address = (field: string, text: string): Problems =>
  Either.match(parseEmail(text), {
    onLeft: (reason) => [problem(field, `it is no email address: it ${reason}`)],
    onRight: () => []
  })

const noneBlank = (field: string, texts: ReadonlyArray<string> = []): Problems =>
  texts.flatMap((text, index) => notBlank(`${field}[${index}]`, text))

/** Something that has a name, under which it may be there once. */
interface Named {
  readonly field: string
  readonly key: string
  /** Where it is told from, for who gives the name again. */
  readonly place: string
}

const once = (named: ReadonlyArray<Named>): Problems => {
  const first = new Map<string, string>()
  return named.flatMap(({ field, key, place }) => {
    const before = first.get(key)
    if (before === undefined) first.set(key, place)
    return before === undefined ? [] : [problem(field, `it is there already, as ${before}`)]
  })
}

/** Former names: each is of one, and of nobody who is there. */
const former = (
  field: string,
  previously: string | ReadonlyArray<string> | undefined,
  place: string,
  key: (name: string) => string
) =>
  each(previously).map((name, index): Named & { readonly name: string } => ({
    field: typeof previously === "string" ? `${field}.previously` : `${field}.previously[${index}]`,
    key: key(name),
    name,
    place
  }))

const formerOnly = (former: ReadonlyArray<Named>, present: ReadonlyArray<Named>): Problems => {
  const there = new Map(present.map(({ key, place }) => [key, place]))
  return [
    ...former.flatMap(({ field, key }) => {
      const place = there.get(key)
      return place === undefined
        ? []
        : [problem(field, `it is that of ${place}, and nobody else can have had it before`)]
    }),
    ...once(former)
  ]
}

const ofUsers = ({ ignore = {}, scope = {}, users = [] }: Roster): Problems => {
  const inScope = scope.users === undefined ? () => true : emailMatcher(scope.users)
  const isIgnored = emailMatcher(ignore.users ?? [])
  const present = users.map(({ email }, index): Named => ({
    field: `users[${index}].email`,
    key: addressKey(email),
    place: `users[${index}]`
  }))
  const before = users.flatMap(({ previously }, index) =>
    former(`users[${index}]`, previously, `users[${index}]`, addressKey)
  )
  const ofUser = ({ email, name }: User, index: number): Problems => {
    const field = `users[${index}].email`
    return [
      ...address(field, email),
      ...(inScope(email) ? [] : [problem(field, "it is outside of scope.users: add a pattern for it there")]),
      ...(isIgnored(email) ? [problem(field, ignored("ignore.users"))] : []),
      ...notBlank(`users[${index}].name`, name)
    ]
  }
  return [
    ...users.flatMap(ofUser),
    ...once(present),
    ...before.flatMap(({ field, name }) => [
      ...address(field, name),
      ...(isIgnored(name) ? [problem(field, ignored("ignore.users"))] : [])
    ]),
    ...formerOnly(before, present)
  ]
}

/** What is said of an address of a member, besides whether it is one. */
type AboutAddress = (field: string, email: string) => Problems

const ofMembers = (team: string, { members = [] }: Team, aboutAddress: AboutAddress): Problems => {
  const fieldOf = (index: number) => `${team}.members[${index}]`
  const named = members.map(memberFields).map(({ email, username }, index): Named | undefined => {
    const key = email === undefined ? username : addressKey(email)
    const kind = email === undefined ? "username" : "email"
    return key === undefined
      ? undefined
      : { field: fieldOf(index), key: `${kind} ${key}`, place: fieldOf(index) }
  })
  return [
    ...members.flatMap((given, index): Problems => {
      const field = fieldOf(index)
      const { email, role, username } = memberFields(given)
      if ((email === undefined) === (username === undefined)) {
        return [problem(field, "it needs either an email or a username")]
      }
      return [
        ...(email === undefined ? [] : address(typeof given === "string" ? field : `${field}.email`, email)),
        ...notBlank(`${field}.username`, username),
        ...notBlank(`${field}.role`, role),
        ...(email === undefined ? [] : aboutAddress(field, email))
      ]
    }),
    ...once(named.filter((one) => one !== undefined))
  ]
}

const ofServiceAccounts = (team: string, { serviceAccounts = [] }: Team): Problems => {
  const accounts = serviceAccounts.map((given, index) => ({
    ...serviceAccountFields(given),
    at: `${team}.serviceAccounts[${index}]`,
    field: `${team}.serviceAccounts[${index}]${typeof given === "string" ? "" : ".description"}`
  }))
  const present = accounts.map(({ at, description, field }): Named => ({
    field,
    key: description,
    place: at
  }))
  const before = accounts.flatMap(({ at, previously }) => former(at, previously, at, (name) => name))
  return [
    ...accounts.flatMap(({ description, field }) => notBlank(field, description)),
    ...before.flatMap(({ field, name }) => notBlank(field, name)),
    ...once(present),
    ...formerOnly(before, present)
  ]
}

const ofTeams = ({ ignore = {}, scope = {}, teams = [], users = [] }: Roster): Problems => {
  const inScope = scope.teams === undefined ? () => true : nameMatcher(scope.teams)
  const isIgnored = nameMatcher(ignore.teams ?? [])
  const ignoresUser = emailMatcher(ignore.users ?? [])
  const formerly = new Map(
    users.flatMap(({ previously }, index) =>
      each(previously).map((email) => [addressKey(email), `users[${index}]`] as const)
    )
  )
  const aboutAddress: AboutAddress = (field, email) => {
    const user = formerly.get(addressKey(email))
    if (ignoresUser(email)) return [problem(field, ignored("ignore.users"))]
    return user === undefined
      ? []
      : [problem(field, `it is a former address of ${user}: name the present one`)]
  }
  return [
    ...teams.flatMap((team, index): Problems => {
      const field = `teams[${index}]`
      const name = `${field}.name`
      return [
        ...notBlank(name, team.name),
        ...(inScope(team.name)
          ? []
          : [problem(name, "it is outside of scope.teams: add a pattern for it there")]),
        ...(isIgnored(team.name) ? [problem(name, ignored("ignore.teams"))] : []),
        ...ofMembers(field, team, aboutAddress),
        ...ofServiceAccounts(field, team)
      ]
    }),
    ...once(
      teams.map(({ name }, index) => ({
        field: `teams[${index}].name`,
        key: name,
        place: `teams[${index}]`
      }))
    )
  ]
}

/** A file has been held against the schema; what a program has made may be anything. */
const ofShare = (share: string): Problems => {
  const reason = problemOfShare(share)
  return reason === undefined ? [] : [problem("guards.maxRemovals", reason)]
}

const ofGuards = ({ guards: { maxRemovals, minAdmins = 1, requiredAdmins = [] } = {} }: Roster): Problems => [
  ...(maxRemovals === undefined ? [] : ofShare(maxRemovals)),
  ...(Number.isInteger(minAdmins) && minAdmins >= 0
    ? []
    : [problem("guards.minAdmins", "it is no number of administrators")]),
  ...requiredAdmins.flatMap((email, index) => address(`guards.requiredAdmins[${index}]`, email))
]

/** All that contradicts itself in a roster, whatever is there. */
export const problemsOf = (roster: Roster): Problems => [
  ...noneBlank("scope.users", roster.scope?.users),
  ...noneBlank("scope.teams", roster.scope?.teams),
  ...noneBlank("ignore.users", roster.ignore?.users),
  ...noneBlank("ignore.teams", roster.ignore?.teams),
  ...ofGuards(roster),
  ...ofUsers(roster),
  ...ofTeams(roster)
]
