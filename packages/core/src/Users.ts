/**
 * The users of a W&B server: create, look up, search.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { notGiven } from "./internal/mock.js"
import type { User } from "./User.js"
import type {
  InvalidInput,
  MutationError,
  QueryError,
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
 * @since 0.1.0
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
    readonly search: (query: string) => Stream.Stream<User, QueryError>
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
 * Provides a `Users` made of the given methods; a method that was not given dies, naming itself.
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
    search: () => Stream.die(notGiven("Users", "search")),
    ...methods
  })
