/**
 * The teams of a W&B server: look up, create, delete, and who belongs to them.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ApiKeySecret } from "./ApiKeySecret.js"
import * as Bulk from "./internal/bulk.js"
import { notGiven } from "./internal/mock.js"
import type { Invite } from "./Invite.js"
import type { Member, Role } from "./Member.js"
import * as Outcome from "./Outcome.js"
import type { Team } from "./Team.js"
import type { User } from "./User.js"
import {
  type AlreadyInvited,
  type AlreadyMember,
  type InvalidInput,
  type InviteNotFound,
  type LastTeamAdmin,
  type MemberNotFound,
  type MutationError,
  type OutcomeUnknown,
  type QueryError,
  TeamAlreadyExists,
  type TeamNotFound,
  type UserNotFound
} from "./WandbError.js"

/**
 * The teams of a W&B server.
 *
 * @since 0.1.0
 * @category tags
 */
export class Teams extends Context.Tag("@effect-wandb/core/Teams")<Teams, Teams.Service>() {}

/**
 * The types that belong to the service.
 *
 * @since 0.1.0
 * @category models
 */
export declare namespace Teams {
  /**
   * What there is to do with teams. The functions of this module say what each method does.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    readonly get: (name: string) => Effect.Effect<Team, GetError>
    readonly find: (name: string) => Effect.Effect<Option.Option<Team>, FindError>
    readonly list: (user?: User) => Stream.Stream<Team, ListError>
    readonly create: (options: CreateOptions) => Effect.Effect<Team, CreateError>
    readonly delete: (name: string) => Effect.Effect<void, DeleteError>
    readonly members: (team: string) => Effect.Effect<ReadonlyArray<Member>, GetError>
    readonly removeMember: (team: string, member: Who) => Effect.Effect<void, MemberError>
    readonly setRole: (team: string, member: Who, role: Role) => Effect.Effect<Member, MemberError>
    readonly invite: (team: string, options: InviteOptions) => Effect.Effect<Invite, InviteError>
    readonly pendingInvites: (team: string) => Stream.Stream<Invite, GetError>
    readonly cancelInvite: (team: string, invite: Invite | Who) => Effect.Effect<void, CancelInviteError>
    readonly createServiceAccount: (
      team: string,
      options: ServiceAccountOptions
    ) => Effect.Effect<User, ServiceAccountError>
    readonly serviceAccountKey: (
      team: string,
      account: Who
    ) => Effect.Effect<Option.Option<ApiKeySecret>, ServiceAccountKeyError>
  }

  /**
   * Whom a team knows or shall know: exactly one of the two.
   *
   * @since 0.1.0
   * @category models
   */
  export type Person =
    | { readonly username: string; readonly email?: never }
    | { readonly email: string; readonly username?: never }

  /**
   * Somebody in a team, in whatever form a program has them at hand.
   *
   * @since 0.1.0
   * @category models
   */
  export type Who = Person | Member | User

  /**
   * The team to create.
   *
   * @since 0.1.0
   * @category models
   */
  export interface CreateOptions {
    readonly name: string
    /** The username of its first admin. Default: nobody; whoever creates a team does not become a member of it. */
    readonly admin?: string | undefined
  }

  /**
   * Whom to invite, and as what.
   *
   * @since 0.1.0
   * @category models
   */
  export type InviteOptions = Person & {
    /** Default `member`. */
    readonly role?: Role | undefined
  }

  /**
   * The service account to create.
   *
   * @since 0.1.0
   * @category models
   */
  export interface ServiceAccountOptions {
    /** What it is for, which W&B shows as its name. */
    readonly description: string
  }

  /**
   * One of many to invite.
   *
   * @since 0.1.0
   * @category models
   */
  export type InviteManyOptions = InviteOptions & { readonly team: string }

  /**
   * What became of one of many invitations; it is `Unchanged` where the person is in the team or invited already, be it
   * with another role.
   *
   * @since 0.1.0
   * @category models
   */
  export type InviteOutcome<Input extends InviteManyOptions = InviteManyOptions> = Outcome.Outcome<
    Input,
    Invite,
    AlreadyMember | AlreadyInvited,
    Exclude<InviteError, AlreadyMember | AlreadyInvited | OutcomeUnknown>
  >

  /**
   * What can happen to {@link find}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type FindError = InvalidInput | QueryError

  /**
   * What can happen to {@link get}, {@link members} and {@link pendingInvites}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type GetError = FindError | TeamNotFound

  /**
   * What can happen to {@link list}; `UserNotFound` only where a user is given.
   *
   * @since 0.1.0
   * @category errors
   */
  export type ListError = UserNotFound | QueryError

  /**
   * What can happen to {@link create} and {@link getOrCreate}; `UserNotFound` only where an admin is given.
   *
   * @since 0.1.0
   * @category errors
   */
  export type CreateError = InvalidInput | TeamAlreadyExists | UserNotFound | MutationError

  /**
   * What can happen to `delete`.
   *
   * @since 0.1.0
   * @category errors
   */
  export type DeleteError = InvalidInput | TeamNotFound | MutationError

  /**
   * What can happen to {@link removeMember} and {@link setRole}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type MemberError = InvalidInput | TeamNotFound | MemberNotFound | LastTeamAdmin | MutationError

  /**
   * What can happen to {@link invite}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type InviteError =
    InvalidInput | TeamNotFound | UserNotFound | AlreadyMember | AlreadyInvited | MutationError

  /**
   * What can happen to {@link cancelInvite}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type CancelInviteError = InvalidInput | TeamNotFound | InviteNotFound | MutationError

  /**
   * What can happen to {@link createServiceAccount}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type ServiceAccountError = InvalidInput | TeamNotFound | MutationError

  /**
   * What can happen to {@link serviceAccountKey}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type ServiceAccountKeyError = GetError | MemberNotFound
}

/**
 * Gives the team of exactly this name with its members; `TeamNotFound` when there is none, or when the name is merely
 * free to be taken.
 *
 * The personal entity of a user loads as a team of one, which is marked as `personal`. A blank name is `InvalidInput`
 * before anything is sent.
 *
 * @since 0.1.0
 * @category operations
 */
export const get = (name: string): Effect.Effect<Team, Teams.GetError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.get(name))

/**
 * Finds the team of exactly this name, as {@link get} does; `None` when there is none.
 *
 * @since 0.1.0
 * @category operations
 */
export const find = (name: string): Effect.Effect<Option.Option<Team>, Teams.FindError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.find(name))

/**
 * Lists the teams of a user, or of whoever is authenticated, page by page as they are taken. The personal entity is
 * among them, marked as `personal`.
 *
 * `UserNotFound` when the given user does not exist any more; `PermissionDenied` when the server does not show the
 * teams.
 *
 * @example
 * ```ts
 * import { Teams } from "@effect-wandb/core"
 * import { Stream } from "effect"
 *
 * const mine = Teams.list().pipe(Stream.filter((team) => !team.personal))
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const list = (user?: User): Stream.Stream<Team, Teams.ListError, Teams> =>
  Stream.unwrap(Effect.map(Teams, (teams) => teams.list(user)))

/**
 * Creates a team, with one admin as its only member where one is given, and gives it.
 *
 * Needs the key of an administrator, else `PermissionDenied`. A name that is taken, by a team or by a user, is
 * `TeamAlreadyExists`; an admin who does not exist is `UserNotFound`; a blank name is `InvalidInput` before anything is
 * sent.
 *
 * When the answer was lost, the team is looked up: it counts as created by this call if it was created within the last
 * hour and has the members that it was to have. Creating again is harmless, because a name is given once.
 * `OutcomeUnknown` when the team cannot be found then.
 *
 * @example
 * ```ts
 * import { Teams } from "@effect-wandb/core"
 * import { Effect } from "effect"
 *
 * const engine = Teams.create({ name: "engine", admin: "ada" }).pipe(
 *   Effect.tap(() => Teams.invite("engine", { email: "grace@example.com", role: "member" }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const create = (options: Teams.CreateOptions): Effect.Effect<Team, Teams.CreateError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.create(options))

/** Whether the name is that of a team, and not of a user. */
const teamOf = (found: Team): Effect.Effect<Team, TeamAlreadyExists> =>
  found.personal ? Effect.fail(new TeamAlreadyExists({ team: found.name })) : Effect.succeed(found)

/**
 * Gives the team of this name, and creates it where there is none.
 *
 * A team that is there already is given as it is, with other admins than the one asked for perhaps. A name that belongs
 * to a user is `TeamAlreadyExists`, and so is one of a team that may not be seen.
 *
 * @since 0.1.0
 * @category operations
 */
export const getOrCreate = (options: Teams.CreateOptions): Effect.Effect<Team, Teams.CreateError, Teams> =>
  Effect.flatMap(
    find(options.name),
    Option.match({
      onSome: teamOf,
      onNone: () =>
        Effect.catchTag(create(options), "TeamAlreadyExists", (taken) =>
          // Somebody else may have created it in between.
          Effect.flatMap(
            find(options.name),
            Option.match({ onSome: teamOf, onNone: () => Effect.fail(taken) })
          )
        )
    })
  )

const remove = (name: string): Effect.Effect<void, Teams.DeleteError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.delete(name))

export {
  /**
   * Deletes a team. What becomes of its projects is the server's choice.
   *
   * Needs the key of one of the team's admins or of an administrator, else `PermissionDenied`. `TeamNotFound` when there
   * is no such team. A deletion whose answer was lost is sent again: a team that is gone then counts as deleted.
   *
   * @since 0.1.0
   * @category operations
   */
  remove as delete
}

/**
 * Lists the members of a team, fresh from the server: people, service accounts, and those whose invitation is pending,
 * which `pending` tells.
 *
 * @since 0.1.0
 * @category operations
 */
export const members = (team: string): Effect.Effect<ReadonlyArray<Member>, Teams.GetError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.members(team))

/**
 * Removes a member from a team; the member's runs stay.
 *
 * Needs the key of one of the team's admins or of an administrator, else `PermissionDenied`. `MemberNotFound` when there
 * is no such member, which somebody whose invitation is pending is not yet: see {@link cancelInvite}. The last admin of
 * a team cannot be removed: that is `LastTeamAdmin` before anything is sent, and where the server says so. A removal
 * whose answer was lost is sent again, and a member who is gone then counts as removed.
 *
 * @since 0.1.0
 * @category operations
 */
export const removeMember = (
  team: string,
  member: Teams.Who
): Effect.Effect<void, Teams.MemberError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.removeMember(team, member))

/**
 * Gives a member another role in a team, and gives the member as it is then. Custom roles have names of their own.
 * A blank role is `InvalidInput` before anything is sent.
 *
 * Needs the key of one of the team's admins or of an administrator, else `PermissionDenied`. `MemberNotFound` as for
 * {@link removeMember}. To take the role of `admin` from the last one is `LastTeamAdmin` before anything is sent, and
 * where the server says so. A change whose answer was lost is sent again, which is harmless.
 *
 * @since 0.1.0
 * @category operations
 */
export const setRole = (
  team: string,
  member: Teams.Who,
  role: Role
): Effect.Effect<Member, Teams.MemberError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.setRole(team, member, role))

/**
 * Invites somebody to a team by username or email address, and gives the invitation. Whether it has to be accepted is
 * the server's choice: `accepted` tells.
 *
 * Needs the key of one of the team's admins or of an administrator, else `PermissionDenied`. `AlreadyMember` and
 * `AlreadyInvited` when there is nothing to do; `UserNotFound` for an unknown username, or the address of a user who is
 * deleted; `InvalidInput` for an address that cannot be one, before anything is sent. An invitation whose answer was
 * lost is not sent again, because it may write to somebody twice: `OutcomeUnknown`.
 *
 * @since 0.1.0
 * @category operations
 */
export const invite = (
  team: string,
  options: Teams.InviteOptions
): Effect.Effect<Invite, Teams.InviteError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.invite(team, options))

/**
 * Invites many, each to a team, and gives what became of each, in their order. One that fails stops no other, and to
 * run it again with the same is safe: who is in or invited already is `Unchanged`.
 *
 * Counts go to the `Progress` in context.
 *
 * @example
 * ```ts
 * import { Teams } from "@effect-wandb/core"
 * import { Stream } from "effect"
 *
 * const outcomes = Teams.inviteMany([
 *   { team: "engine", email: "ada@example.com", role: "admin" },
 *   { team: "engine", username: "grace" }
 * ]).pipe(Stream.filter((outcome) => outcome._tag === "Failed" || outcome._tag === "Unknown"))
 * ```
 *
 * @since 0.1.0
 * @category bulk
 */
export const inviteMany = <Input extends Teams.InviteManyOptions>(
  people: Iterable<Input>,
  options?: Outcome.BulkOptions
): Stream.Stream<Teams.InviteOutcome<Input>, never, Teams> =>
  Bulk.each("Teams.inviteMany", "invite", people, options, (input) => {
    const { team, ...person }: Teams.InviteManyOptions = input
    const unchanged = (reason: AlreadyMember | AlreadyInvited) =>
      Effect.succeed(Outcome.Unchanged({ input, reason }))
    return invite(team, person).pipe(
      Effect.map((value) => Outcome.Done({ input, value })),
      Effect.catchTags({ AlreadyMember: unchanged, AlreadyInvited: unchanged })
    )
  })

/**
 * Lists the invitations to a team that are pending, page by page as they are taken.
 *
 * @since 0.1.0
 * @category operations
 */
export const pendingInvites = (team: string): Stream.Stream<Invite, Teams.GetError, Teams> =>
  Stream.unwrap(Effect.map(Teams, (teams) => teams.pendingInvites(team)))

/**
 * Cancels an invitation that is pending.
 *
 * Needs the key of one of the team's admins or of an administrator, else `PermissionDenied`. `InviteNotFound` when there
 * is no such invitation, or it was accepted: see {@link removeMember}. A cancellation whose answer was lost is sent
 * again, and an invitation that is gone then counts as cancelled.
 *
 * @since 0.1.0
 * @category operations
 */
export const cancelInvite = (
  team: string,
  invite: Invite | Teams.Who
): Effect.Effect<void, Teams.CancelInviteError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.cancelInvite(team, invite))

/**
 * Creates a service account in a team, and gives the very account that was created.
 *
 * Needs the key of one of the team's admins or of an administrator, else `PermissionDenied`. `InvalidInput` for a blank
 * description, before anything is sent. A creation whose answer was lost is not sent again, because there would be two:
 * `OutcomeUnknown`.
 *
 * @since 0.1.0
 * @category operations
 */
export const createServiceAccount = (
  team: string,
  options: Teams.ServiceAccountOptions
): Effect.Effect<User, Teams.ServiceAccountError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.createServiceAccount(team, options))

/**
 * Gives the API key of a team's service account, where the server shows it; `None` where it keeps digests of keys alone,
 * as newer servers do, and for whoever may not see it.
 *
 * @since 0.1.0
 * @category operations
 */
export const serviceAccountKey = (
  team: string,
  account: Teams.Who
): Effect.Effect<Option.Option<ApiKeySecret>, Teams.ServiceAccountKeyError, Teams> =>
  Effect.flatMap(Teams, (teams) => teams.serviceAccountKey(team, account))

/**
 * Provides a `Teams` made of the given methods; a method that was not given dies, naming itself.
 *
 * `getOrCreate` is made of `find` and `create`, `inviteMany` of `invite`.
 *
 * @example
 * ```ts
 * import { Teams, WandbError } from "@effect-wandb/core"
 * import { Effect } from "effect"
 *
 * const noTeams = Teams.layerMock({
 *   get: (name) => Effect.fail(new WandbError.TeamNotFound({ team: name }))
 * })
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMock = (methods: Partial<Teams.Service>): Layer.Layer<Teams> =>
  Layer.succeed(Teams, {
    get: () => Effect.die(notGiven("Teams", "get")),
    find: () => Effect.die(notGiven("Teams", "find")),
    list: () => Stream.die(notGiven("Teams", "list")),
    create: () => Effect.die(notGiven("Teams", "create")),
    delete: () => Effect.die(notGiven("Teams", "delete")),
    members: () => Effect.die(notGiven("Teams", "members")),
    removeMember: () => Effect.die(notGiven("Teams", "removeMember")),
    setRole: () => Effect.die(notGiven("Teams", "setRole")),
    invite: () => Effect.die(notGiven("Teams", "invite")),
    pendingInvites: () => Stream.die(notGiven("Teams", "pendingInvites")),
    cancelInvite: () => Effect.die(notGiven("Teams", "cancelInvite")),
    createServiceAccount: () => Effect.die(notGiven("Teams", "createServiceAccount")),
    serviceAccountKey: () => Effect.die(notGiven("Teams", "serviceAccountKey")),
    ...methods
  })
