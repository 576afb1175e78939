import type { Member } from "@effect-wandb/core/Member"
import * as Teams from "@effect-wandb/core/Teams"
import type { User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import type { OutcomeUnknown } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Match from "effect/Match"
import * as Option from "effect/Option"
import { addressKey } from "../addresses.js"
import type { Change, ChangeOf, Person } from "./changes.js"
import type { StepError, StepReason } from "./errors.js"
import type { World } from "./read.js"

// Each change as requests. The world was read a moment ago, and somebody else may act in between: what they have done
// already is no failure.

/** What comes of a change: why it was not needed, or nothing to say. */
type Step = Effect.Effect<Option.Option<StepReason>, StepError | OutcomeUnknown, Users.Users | Teams.Teams>

/** What is known while a plan is carried out. */
export interface Known {
  readonly world: World
  /** Those who were created meanwhile, by their addresses. */
  readonly created: Map<string, User>
}

const done = Effect.succeedNone

const unneeded = (reason: StepReason) => Effect.succeed(Option.some(reason))

const userOf = ({ world }: Known, { email, id = "", username }: Person) => {
  const user = world.users.get(id)
  if (user !== undefined) return Effect.succeed(user)
  if (username !== undefined) return Users.get({ username })
  return Users.get(email === undefined ? { id } : { email })
}

const createUser = ({ created }: Known, { admin, email, name }: ChangeOf<"CreateUser">): Step =>
  Effect.gen(function* () {
    const user = yield* Users.create({ email, admin })
    created.set(addressKey(email), user)
    if (name !== undefined && name !== user.name) yield* Users.update(user, { name })
    return Option.none()
  }).pipe(Effect.catchTag("UserAlreadyExists", unneeded))

const updateUser = (known: Known, { email, name, user }: ChangeOf<"UpdateUser">): Step =>
  Effect.flatMap(userOf(known, user), (user) =>
    Effect.zipRight(Users.update(user, { email: email?.to, name: name?.to }), done)
  )

const setAdmin = (known: Known, { to, user }: ChangeOf<"SetAdmin">): Step =>
  Effect.flatMap(userOf(known, user), (user) => Effect.zipRight(Users.update(user, { admin: to }), done))

const deleteUser = (known: Known, { user }: ChangeOf<"DeleteUser">): Step =>
  Effect.flatMap(userOf(known, user), (user) => Effect.zipRight(Users.delete(user), done)).pipe(
    Effect.catchTag("UserNotFound", unneeded)
  )

const usernameOf = (known: Known, { email, username }: Person): string | undefined => {
  if (username !== undefined) return username
  const created = email === undefined ? undefined : known.created.get(addressKey(email))
  return Option.getOrUndefined(Option.flatMap(Option.fromNullable(created), (user) => user.username))
}

/** A name that is taken may be that of a user, which is no team. */
const createTeam = (known: Known, { admin, team }: ChangeOf<"CreateTeam">): Step => {
  const username = admin === undefined ? undefined : usernameOf(known, admin)
  const creating = Effect.zipRight(Teams.create({ name: team, admin: username }), done).pipe(
    Effect.catchTag("TeamAlreadyExists", (taken) =>
      Effect.flatMap(
        Effect.mapError(Teams.find(team), () => taken),
        Option.match({
          onNone: () => Effect.fail(taken),
          onSome: ({ personal }) => (personal ? Effect.fail(taken) : unneeded(taken))
        })
      )
    )
  )
  // Who has no username yet cannot be its first admin, and is invited instead.
  return admin === undefined || username !== undefined
    ? creating
    : Effect.zipLeft(creating, invite(known, { _tag: "InviteMember", team, who: admin, role: "admin" }))
}

const whom = ({ email, username }: Person): Teams.Teams.Person =>
  username === undefined ? { email: email ?? "" } : { username }

/** Who is a member all of a sudden, by an invitation that was waiting, gets the role that is asked for. */
const invite = (_: Known, { role, team, who }: ChangeOf<"InviteMember">): Step =>
  Effect.zipRight(Teams.invite(team, { ...whom(who), role }), done).pipe(
    Effect.catchTag("AlreadyMember", () => Effect.zipRight(Teams.setRole(team, whom(who), role), done)),
    Effect.catchTag("AlreadyInvited", unneeded)
  )

type Seated = ChangeOf<"SetRole" | "RemoveMember" | "CancelInvite" | "ChangeInvite" | "RemoveServiceAccount">

/** The member that a change is about, as it was read. */
const memberOf = ({ world }: Known, { team, who }: Seated): Teams.Teams.Who => {
  const member = world.teams
    .get(team)
    ?.members.find(({ id }: Member) => Option.contains<string>(who.member ?? "")(id))
  return member ?? whom(who)
}

const changeInvite = (known: Known, change: ChangeOf<"ChangeInvite">): Step => {
  const { team, to, who } = change
  return Teams.cancelInvite(team, memberOf(known, change)).pipe(
    Effect.catchTag("InviteNotFound", () => Effect.void),
    Effect.zipRight(invite(known, { _tag: "InviteMember", team, who, role: to }))
  )
}

/** Who has accepted in between, as a user does who is created, is removed like any other member. */
const cancelInvite = (known: Known, change: ChangeOf<"CancelInvite">): Step =>
  Effect.zipRight(Teams.cancelInvite(change.team, memberOf(known, change)), done).pipe(
    Effect.catchTag("InviteNotFound", (reason) =>
      Effect.zipRight(Teams.removeMember(change.team, whom(change.who)), done).pipe(
        Effect.catchTag("MemberNotFound", () => unneeded(reason))
      )
    )
  )

const setRole = (known: Known, change: ChangeOf<"SetRole">): Step =>
  Effect.zipRight(Teams.setRole(change.team, memberOf(known, change), change.to), done)

const removeMember = (known: Known, change: ChangeOf<"RemoveMember" | "RemoveServiceAccount">): Step =>
  Effect.zipRight(Teams.removeMember(change.team, memberOf(known, change)), done).pipe(
    Effect.catchTag("MemberNotFound", unneeded)
  )

const renameServiceAccount = (known: Known, { to, who }: ChangeOf<"RenameServiceAccount">): Step =>
  Effect.flatMap(userOf(known, who), (user) => Effect.zipRight(Users.update(user, { name: to }), done))

/** Makes a change. */
export const make = (known: Known): ((change: Change) => Step) =>
  Match.typeTags<Change>()({
    CreateUser: (change) => createUser(known, change),
    RestoreUser: ({ user }) =>
      Effect.flatMap(userOf(known, user), (user) => Effect.zipRight(Users.restore(user), done)),
    UpdateUser: (change) => updateUser(known, change),
    SetAdmin: (change) => setAdmin(known, change),
    DeleteUser: (change) => deleteUser(known, change),
    CreateTeam: (change) => createTeam(known, change),
    DeleteTeam: ({ team }) =>
      Effect.zipRight(Teams.delete(team), done).pipe(Effect.catchTag("TeamNotFound", unneeded)),
    InviteMember: (change) => invite(known, change),
    ChangeInvite: (change) => changeInvite(known, change),
    CancelInvite: (change) => cancelInvite(known, change),
    SetRole: (change) => setRole(known, change),
    RemoveMember: (change) => removeMember(known, change),
    CreateServiceAccount: ({ description, team }) =>
      Effect.zipRight(Teams.createServiceAccount(team, { description }), done),
    RenameServiceAccount: (change) => renameServiceAccount(known, change),
    RemoveServiceAccount: (change) => removeMember(known, change)
  })
