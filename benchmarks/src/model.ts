import type { Team, User } from "@effect-wandb/core"
import { RetryPolicy, Wandb, type WandbClient } from "@effect-wandb/client"
import { Emulator, Instance } from "@effect-wandb/emulator"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, type Either, Layer, Option, Random, Runtime, type Scope } from "effect"
import { entitiesOf, isAdmin, isPerson, type Model, rolesIn } from "./modelState.js"
import { virtualTime } from "./virtualTime.js"

// The world that programs act in, and how it is held against the model.

export interface Real {
  readonly run: <A, E>(program: Effect.Effect<A, E, Wandb.Wandb>) => Promise<Either.Either<A, E>>
  readonly instance: Instance.Instance.Service
  /** The administrator's own key, which no command made. */
  readonly first: ReadonlySet<string>
}

/** A world of its own in a time of its own; each program that is run has a client of its own, with all its retries. */
export const makeReal = (
  options: Partial<WandbClient.WandbClient.CommonOptions> = {},
  world: Instance.Options = {}
): Effect.Effect<Real, never, Scope.Scope> =>
  Effect.gen(function* () {
    const inTime = virtualTime()
    const instance = yield* inTime(
      Instance.make({
        seed: { users: [{ username: "root", admin: true }] },
        randomSeed: "model",
        ...world
      })
    )
    const wandb = Wandb.layer({
      apiKey: instance.adminKey,
      baseUrl: Emulator.baseUrl,
      retryPolicy: RetryPolicy.standard,
      ...options
    }).pipe(
      Layer.provide(Emulator.layerHttpClient),
      Layer.provide(Layer.succeed(Instance.Instance, instance)),
      Layer.orDie
    )
    const random = Random.make("model")
    const runPromise = Runtime.runPromise(yield* Effect.runtime<never>())
    return {
      instance,
      first: new Set((yield* instance.apiKeys).map(({ id }) => id)),
      run: <A, E>(program: Effect.Effect<A, E, Wandb.Wandb>) =>
        runPromise(program.pipe(Effect.either, Effect.provide(wandb), inTime, Effect.withRandom(random)))
    }
  }).pipe(Effect.orDie)

export const keysOf = async (
  { instance }: Real,
  owner: string
): Promise<ReadonlyArray<Instance.ApiKeyView>> =>
  (await Effect.runPromise(instance.apiKeys)).filter(({ username }) => username === owner)

/** The user is shown as the model knows them; the keys of others are shown to administrators alone. */
export const expectUser = (model: Model, viewer: string, username: string | undefined, user: User.User) => {
  const known = username === undefined ? undefined : model.users.get(username)
  if (username === undefined || known === undefined) throw new Error(`${user.id} should not be there`)
  const entities = entitiesOf(model, username)
  deepStrictEqual<unknown>(
    {
      username: Option.getOrUndefined(user.username)?.toString(),
      email: Option.getOrUndefined(user.email)?.toString(),
      name: user.name,
      admin: user.admin,
      isDeleted: Option.isSome(user.deletedAt),
      isPerson: Option.contains(user.accountType, "USER"),
      defaultEntity: Option.getOrUndefined(user.defaultEntity)?.toString(),
      entities: Option.getOrUndefined(user.teams)?.map(String),
      keys: Option.getOrUndefined(
        Option.map(user.apiKeys, (keys) => new Set(keys.map(({ id }) => String(id))))
      )
    },
    {
      username,
      email: known.email,
      name: known.name,
      admin: known.admin,
      isDeleted: known.isDeleted,
      isPerson: isPerson(model, username),
      defaultEntity: known.chosen ?? entities[0],
      entities,
      keys: isAdmin(model, viewer) || viewer === username ? known.keys : undefined
    }
  )
}

/** The team, or the entity of one person, is shown as the model knows it. */
export const expectTeam = (model: Model, name: string, { members, name: shown, personal }: Team.Team) => {
  deepStrictEqual({ name: String(shown), personal }, { name, personal: !model.teams.has(name) })
  deepStrictEqual(rolesOf(members), rolesIn(model, name))
}

/** Roles by username, or by email address where the invitation is pending. */
export const rolesOf = (members: Team.Team["members"]): ReadonlyMap<string, string> =>
  new Map(
    members.map(({ email, pending, role, username }) => [
      String(Option.getOrNull(pending ? Option.map(email, String) : Option.map(username, String))),
      String(Option.getOrNull(role))
    ])
  )

/** The server holds what the model does, and nothing else. */
export const expectSame = async (model: Model, { instance }: Real): Promise<void> => {
  const [users, keys, teams] = await Effect.runPromise(
    Effect.all([instance.users, instance.apiKeys, instance.teams])
  )
  deepStrictEqual(
    new Map(
      users.map(({ accountType, admin, deletedAt, email, name, username }) => [
        username,
        {
          email: email ?? undefined,
          name,
          admin,
          isDeleted: deletedAt !== null,
          isPerson: accountType === "USER"
        }
      ])
    ),
    new Map(
      [...model.users].map(([username, { admin, email, isDeleted, name }]) => [
        username,
        { email, name, admin, isDeleted, isPerson: isPerson(model, username) }
      ])
    )
  )
  deepStrictEqual(
    new Map(keys.map(({ id, username }) => [id, username])),
    new Map([...model.users].flatMap(([owner, { keys }]) => [...keys].map((id) => [id, owner] as const)))
  )
  deepStrictEqual(
    teams.map(({ invites, members, name }) => ({
      name,
      members: new Map(members.map(({ role, username }) => [username, role])),
      invites: new Map(invites.map(({ email, role }) => [email, { role }]))
    })),
    [...model.teams].map(([name, { invites, members }]) => ({ name, members, invites }))
  )
}
