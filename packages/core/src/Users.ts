/**
 * The users of a W&B server: create, look up, search, list, update, delete, restore; one or many.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Either from "effect/Either"
import type * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Bulk from "./internal/bulk.js"
import { notGiven } from "./internal/mock.js"
import * as Outcome from "./Outcome.js"
import type { User } from "./User.js"
import type {
  ForceRequired,
  InvalidInput,
  MutationError,
  OutcomeUnknown,
  QueryError,
  TeamNotFound,
  UserAlreadyExists,
  UserNotFound
} from "./WandbError.js"

/**
 * The users of a W&B server.
 *
 * @since 0.1.0
 * @category tags
 */
export class Users extends Context.Tag("@effect-wandb/core/Users")<Users, Users.Service>() {}

/**
 * The types that belong to the service.
 *
 * @since 0.1.0
 * @category models
 */
export declare namespace Users {
  /**
   * What there is to do with users. The functions of this module say what each method does.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    readonly create: (options: CreateOptions) => Effect.Effect<User, CreateError>
    readonly viewer: Effect.Effect<User, QueryError>
    readonly get: (lookup: Lookup) => Effect.Effect<User, GetError>
    readonly find: (lookup: Lookup) => Effect.Effect<Option.Option<User>, FindError>
    readonly getMany: (lookups: Iterable<Lookup>) => Stream.Stream<Either.Either<User, GetError>>
    readonly search: (query: string) => Stream.Stream<User, QueryError>
    readonly list: Stream.Stream<User, QueryError>
    readonly update: (user: User, changes: Changes) => Effect.Effect<User, UpdateError>
    readonly delete: (user: User, options?: DeleteOptions) => Effect.Effect<User, DeleteError>
    readonly restore: (user: User) => Effect.Effect<User, RestoreError>
  }

  /**
   * What to change of a user; whatever is not given stays as it is.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Changes {
    readonly name?: string | undefined
    /** The user's address; that of nobody else, be they deleted. */
    readonly email?: string | undefined
    /** Whether the user administers the whole installation. */
    readonly admin?: boolean | undefined
    /** The entity that the user's runs go to unless they name another: one of the user's own. */
    readonly defaultEntity?: string | undefined
    /** Whether to take an administrator's rights from oneself, or from the last one. Default `false`. */
    readonly force?: boolean | undefined
  }

  /**
   * How to delete a user.
   *
   * @since 0.1.0
   * @category models
   */
  export interface DeleteOptions {
    /** Whether to delete oneself, or the last administrator. Default `false`. */
    readonly force?: boolean | undefined
  }

  /**
   * The user to create.
   *
   * @since 0.1.0
   * @category models
   */
  export interface CreateOptions {
    readonly email: string
    /** Whether the user shall administer the whole installation. Default `false`. */
    readonly admin?: boolean | undefined
  }

  /**
   * What became of one of many users to create; it is `Unchanged` where the email address is taken already, be it by a
   * user who is deleted, or is no administrator though one was asked for.
   *
   * @since 0.1.0
   * @category models
   */
  export type CreateOutcome<Input extends CreateOptions = CreateOptions> = Outcome.Outcome<
    Input,
    User,
    UserAlreadyExists,
    Exclude<CreateError, UserAlreadyExists | OutcomeUnknown>
  >

  /**
   * By what to look a user up: exactly one of the three.
   *
   * @since 0.1.0
   * @category models
   */
  export type Lookup =
    | { readonly username: string; readonly email?: never; readonly id?: never }
    | { readonly email: string; readonly username?: never; readonly id?: never }
    | { readonly id: string; readonly username?: never; readonly email?: never }

  /**
   * What can happen to {@link create}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type CreateError = InvalidInput | UserAlreadyExists | MutationError

  /**
   * What can happen to {@link find}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type FindError = InvalidInput | QueryError

  /**
   * What can happen to {@link get}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type GetError = FindError | UserNotFound

  /**
   * What can happen to {@link update}; `TeamNotFound` only where a default entity is given, and `UserAlreadyExists` only
   * where an address is.
   *
   * @since 0.1.0
   * @category errors
   */
  export type UpdateError =
    InvalidInput | ForceRequired | UserNotFound | UserAlreadyExists | TeamNotFound | MutationError

  /**
   * What can happen to `delete`.
   *
   * @since 0.1.0
   * @category errors
   */
  export type DeleteError = ForceRequired | UserNotFound | MutationError

  /**
   * What can happen to {@link restore}.
   *
   * @since 0.1.0
   * @category errors
   */
  export type RestoreError = UserNotFound | MutationError
}

/**
 * Creates a user and gives it whole: keys and teams loaded.
 *
 * Needs the key of an instance administrator, else `PermissionDenied`. An address that cannot be one is
 * `InvalidInput` before anything is sent; one that is taken, also by a deleted user, is `UserAlreadyExists`.
 *
 * When the answer was lost, the user is looked up by its address: it counts as created by this call if it is not
 * deleted, is an administrator or not as asked, and was created within the last hour. Creating again is harmless,
 * because an address is given to one user only. `OutcomeUnknown` when the user cannot be found then.
 *
 * @example
 * ```ts
 * import { Users } from "@effect-wandb/core"
 * import { Effect } from "effect"
 *
 * const onboard = (email: string) =>
 *   Users.create({ email }).pipe(Effect.catchTag("UserAlreadyExists", () => Users.get({ email })))
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const create = (options: Users.CreateOptions): Effect.Effect<User, Users.CreateError, Users> =>
  Effect.flatMap(Users, (users) => users.create(options))

/**
 * Gives the user whose credentials are in force.
 *
 * @since 0.1.0
 * @category operations
 */
export const viewer: Effect.Effect<User, QueryError, Users> = Effect.flatMap(Users, (users) => users.viewer)

/**
 * Gives the user with exactly this username, email address or id; `UserNotFound` when there is none.
 *
 * Email addresses are compared without regard to case, usernames and ids to the letter. Where a deleted and a
 * living user share an address, the living one is given.
 *
 * @example
 * ```ts
 * import { User, Users } from "@effect-wandb/core"
 * import { Effect } from "effect"
 *
 * const teamsOf = (username: string) => Effect.map(Users.get({ username }), User.teamNames)
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const get = (lookup: Users.Lookup): Effect.Effect<User, Users.GetError, Users> =>
  Effect.flatMap(Users, (users) => users.get(lookup))

/**
 * Finds the user with exactly this username, email address or id, as {@link get} does; `None` when there is none.
 *
 * @since 0.1.0
 * @category operations
 */
export const find = (lookup: Users.Lookup): Effect.Effect<Option.Option<User>, Users.FindError, Users> =>
  Effect.flatMap(Users, (users) => users.find(lookup))

/**
 * Looks many users up, and gives a result for each input, in their order: the user, or why there is none. One that
 * cannot be looked up, such as a name that cannot be one, stops no other.
 *
 * The inputs are read whole before the first is asked for, and each is asked for once, however often it is there. Of the
 * results no more are kept than are under way or stand more than once, so that the answer may be as long as it likes.
 *
 * @example
 * ```ts
 * import { Users } from "@effect-wandb/core"
 * import { Either, Stream } from "effect"
 *
 * const found = Users.getMany([{ username: "ada" }, { email: "grace@example.com" }]).pipe(
 *   Stream.filterMap(Either.getRight)
 * )
 * ```
 *
 * @since 0.1.0
 * @category bulk
 */
export const getMany = (
  lookups: Iterable<Users.Lookup>
): Stream.Stream<Either.Either<User, Users.GetError>, never, Users> =>
  Stream.unwrap(Effect.map(Users, (users) => users.getMany(lookups)))

/**
 * Creates many users, and gives what became of each, in their order. One that fails stops no other, and to run it again
 * with the same is safe: who is there already is `Unchanged`.
 *
 * Each is created as {@link create} does. Counts go to the `Progress` in context.
 *
 * @since 0.1.0
 * @category bulk
 */
export const createMany = <Input extends Users.CreateOptions>(
  users: Iterable<Input>,
  options?: Outcome.BulkOptions
): Stream.Stream<Users.CreateOutcome<Input>, never, Users> =>
  Bulk.each("Users.createMany", "user", users, options, (input) =>
    create(input).pipe(
      Effect.map((value) => Outcome.Done({ input, value })),
      Effect.catchTag("UserAlreadyExists", (reason) => Effect.succeed(Outcome.Unchanged({ input, reason })))
    )
  )

/**
 * Searches users by a part of their username or email address, page by page as they are taken.
 *
 * Which parts match is the server's choice; known servers match beginnings and ends. Deleted users may be among
 * the hits. Fails with `UnexpectedResponse` when the server's cursor does not advance.
 *
 * @since 0.1.0
 * @category operations
 */
export const search = (query: string): Stream.Stream<User, QueryError, Users> =>
  Stream.unwrap(Effect.map(Users, (users) => users.search(query)))

/**
 * Lists all users of the installation, page by page as they are taken: people, service accounts and deleted ones, which
 * `accountType` and `deletedAt` tell apart.
 *
 * Needs the key of an instance administrator; what a server shows to others is its choice.
 *
 * @example
 * ```ts
 * import { Users } from "@effect-wandb/core"
 * import { Option, Stream } from "effect"
 *
 * const living = Users.list.pipe(Stream.filter(({ deletedAt }) => Option.isNone(deletedAt)))
 * ```
 *
 * @since 0.1.0
 * @category operations
 */
export const list: Stream.Stream<User, QueryError, Users> = Stream.unwrap(
  Effect.map(Users, (users) => users.list)
)

/**
 * Changes a user's name, address, default entity or administrator's rights, and gives the user as it is then.
 *
 * Others, and any address and administrator's rights, are changed by instance administrators only: else
 * `PermissionDenied`. To take these rights from oneself or from the last administrator is `ForceRequired` unless
 * `force` is given; the server may refuse it all the same. `InvalidInput` when nothing is to be changed, a name is
 * empty or an address cannot be one, before anything is sent; `UserAlreadyExists` when somebody else has the address,
 * `UserNotFound` when the user does not exist, or is deleted, and `TeamNotFound` when the default entity does not
 * exist. A change whose answer was lost is sent again, which is harmless.
 *
 * @since 0.1.0
 * @category operations
 */
export const update = (user: User, changes: Users.Changes): Effect.Effect<User, Users.UpdateError, Users> =>
  Effect.flatMap(Users, (users) => users.update(user, changes))

const remove = (user: User, options?: Users.DeleteOptions): Effect.Effect<User, Users.DeleteError, Users> =>
  Effect.flatMap(Users, (users) => users.delete(user, options))

export {
  /**
   * Deletes a user, whose keys do not work from then on, and gives the user as it is then: deleted users stay visible,
   * and can be restored.
   *
   * Needs the key of an instance administrator, else `PermissionDenied`. To delete oneself or the last administrator is
   * `ForceRequired` unless `force` is given; the server may refuse it all the same. `UserNotFound` when there is no such
   * user. A deletion whose answer was lost is sent again, which is harmless.
   *
   * @example
   * ```ts
   * import { Users } from "@effect-wandb/core"
   * import { Effect } from "effect"
   *
   * const offboard = (username: string) => Effect.flatMap(Users.get({ username }), (user) => Users.delete(user))
   * ```
   *
   * @since 0.1.0
   * @category operations
   */
  remove as delete
}

/**
 * Restores a deleted user, and gives the user as it is then.
 *
 * Needs the key of an instance administrator, else `PermissionDenied`. `UserNotFound` when there is no such user. A
 * restoration whose answer was lost is sent again, which is harmless.
 *
 * @since 0.1.0
 * @category operations
 */
export const restore = (user: User): Effect.Effect<User, Users.RestoreError, Users> =>
  Effect.flatMap(Users, (users) => users.restore(user))

/**
 * Provides a `Users` made of the given methods; a method that was not given dies, naming itself.
 *
 * `createMany` is made of `create`.
 *
 * @example
 * ```ts
 * import { Users, WandbError } from "@effect-wandb/core"
 * import { Effect } from "effect"
 *
 * const nobody = Users.layerMock({
 *   get: () => Effect.fail(new WandbError.UserNotFound({ by: "username", value: "ada" }))
 * })
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerMock = (methods: Partial<Users.Service>): Layer.Layer<Users> =>
  Layer.succeed(Users, {
    create: () => Effect.die(notGiven("Users", "create")),
    viewer: Effect.suspend(() => Effect.die(notGiven("Users", "viewer"))),
    get: () => Effect.die(notGiven("Users", "get")),
    find: () => Effect.die(notGiven("Users", "find")),
    getMany: () => Stream.die(notGiven("Users", "getMany")),
    search: () => Stream.die(notGiven("Users", "search")),
    list: Stream.suspend(() => Stream.die(notGiven("Users", "list"))),
    update: () => Effect.die(notGiven("Users", "update")),
    delete: () => Effect.die(notGiven("Users", "delete")),
    restore: () => Effect.die(notGiven("Users", "restore")),
    ...methods
  })
