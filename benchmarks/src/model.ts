import { type ApiKeySecret, ApiKeys, User, Users } from "@effect-wandb/core"
import { RetryPolicy, Wandb, type WandbClient } from "@effect-wandb/client"
import { Emulator, Fault, Instance } from "@effect-wandb/emulator"
import { Chunk, Effect, Either, FastCheck, Layer, Option, Random, Runtime, type Scope, Stream } from "effect"
import { ok as assert, deepStrictEqual } from "node:assert"
import { asUser, isNamed, told } from "./keys.js"
import { virtualTime } from "./virtualTime.js"

// The client over the emulator, held against a model of a few lines: who there is, and whose keys.

interface Handed {
  readonly id: string
  readonly owner: string
  readonly secret: ApiKeySecret.ApiKeySecret
}

interface Person {
  readonly admin: boolean
  readonly keys: Set<string>
  isDeleted: boolean
}

/** What a person would expect: who there is, with the ids of their keys, and every key that was ever handed out. */
export interface Model {
  readonly users: Map<string, Person>
  readonly handed: Array<Handed>
}

export const newModel = (): Model => ({
  users: new Map([["root", { admin: true, keys: new Set<string>(), isDeleted: false }]]),
  handed: []
})

/** The world that commands act in. */
export interface Real {
  readonly run: <A, E>(program: Effect.Effect<A, E, Wandb.Wandb>) => Promise<Either.Either<A, E>>
  readonly instance: Instance.Instance.Service
  /** The administrator's own key, which no command made. */
  readonly first: ReadonlySet<string>
}

/** A world of its own in a time of its own. */
export const makeReal = (
  options: Partial<WandbClient.WandbClient.CommonOptions> = {}
): Effect.Effect<Real, never, Scope.Scope> =>
  Effect.gen(function* () {
    const instance = yield* Instance.make({
      seed: { users: [{ username: "root", admin: true }] },
      randomSeed: "model"
    })
    const services = yield* Layer.build(
      Wandb.layer({
        apiKey: instance.adminKey,
        baseUrl: Emulator.baseUrl,
        retryPolicy: RetryPolicy.standard,
        ...options
      }).pipe(
        Layer.provide(Emulator.layerHttpClient),
        Layer.provide(Layer.succeed(Instance.Instance, instance))
      )
    )
    const inTime = virtualTime()
    const random = Random.make("model")
    const runPromise = Runtime.runPromise(yield* Effect.runtime<never>())
    return {
      instance,
      first: new Set((yield* instance.apiKeys).map(({ id }) => id)),
      run: <A, E>(program: Effect.Effect<A, E, Wandb.Wandb>) =>
        runPromise(program.pipe(Effect.provide(services), Effect.either, inTime, Effect.withRandom(random)))
    }
  }).pipe(Effect.orDie)

/** The ids of somebody's keys that the server has, without the administrator's first one. */
const keysOf = async (
  { first, instance }: Real,
  owner: string
): Promise<ReadonlyArray<Instance.ApiKeyView>> =>
  (await Effect.runPromise(instance.apiKeys)).filter(
    ({ id, username }) => username === owner && !first.has(id)
  )

const onServer = async ({ instance }: Real, local: string): Promise<Instance.UserView | undefined> =>
  (await Effect.runPromise(instance.users)).find((user) => user.email === `${local}@example.com`)

/** Those whose credentials work. */
const living = ({ users }: Model): ReadonlyArray<string> =>
  [...users].flatMap(([name, { isDeleted }]) => (isDeleted ? [] : [name]))

const pick = <A>(list: ReadonlyArray<A>, index: number): A | undefined => list[index % list.length]

type Trouble = ((operation: string) => Fault.Fault) | undefined

/** Faults that leave open what happened, and such that do not, once or more often than the client tries. */
const trouble: FastCheck.Arbitrary<Trouble> = FastCheck.tuple(
  FastCheck.constantFrom<ReadonlyArray<(target: Fault.Target) => Fault.Fault>>(
    ...[
      Fault.refuse,
      Fault.dropBefore,
      Fault.dropAfter,
      Fault.truncate,
      (target: Fault.Target) => Fault.respond({ ...target, status: 429, headers: { "retry-after": "1" } }),
      (target: Fault.Target) => Fault.respond({ ...target, status: 500 }),
      (target: Fault.Target) => Fault.respondAfter({ ...target, status: 502, body: "<html></html>" }),
      (target: Fault.Target) => Fault.respond({ ...target, status: 403 }),
      (target: Fault.Target) => Fault.delayAfter("15 seconds", target)
    ].map((fault) => [fault])
  ),
  FastCheck.constantFrom(1, 1, 2, 9)
).map(
  ([[fault = Fault.refuse], times]): Trouble =>
    (operation) =>
      fault({ operation, times })
)

const maybe = FastCheck.option(trouble, { nil: undefined, freq: 3 })
const name = FastCheck.constantFrom("ada", "grace", "mary", "alan")
const index = FastCheck.nat(20)

type Command = FastCheck.AsyncCommand<Model, Real>

/** A command that can always be given, and meets a fault of the field if there is one. */
const command = (
  title: string,
  field: string,
  fault: Trouble,
  run: (model: Model, real: Real) => Promise<void>
): Command => ({
  check: () => true,
  toString: () => `${title}${fault === undefined ? "" : ` with ${fault(field)._tag}`}`,
  run: async (model, real) => {
    if (fault !== undefined) await Effect.runPromise(real.instance.inject(fault(field)))
    await run(model, real)
    await Effect.runPromise(real.instance.clearFaults)
  }
})

const unclear = new Set(["OutcomeUnknown", "UnexpectedResponse"])

const createUser = (local: string, admin: boolean, fault: Trouble) =>
  command(`create ${local}`, "createUser", fault, async ({ users }, real) => {
    const email = `${local}@example.com`
    const known = users.get(local)
    const result = await real.run(Users.create({ email, admin }))
    const exists = (await onServer(real, local)) !== undefined
    if (Either.isRight(result)) {
      // After a lost answer a user of the last hour counts as created, if it is what was to be created.
      const isAlike = known?.admin === admin && !known.isDeleted
      assert(known === undefined || (fault !== undefined && isAlike))
      deepStrictEqual(User.label(result.right), local)
      assert(exists)
    } else if (result.left._tag === "UserAlreadyExists") {
      assert(known !== undefined)
    } else {
      assert(fault !== undefined, result.left.message)
      if (!unclear.has(result.left._tag)) assert(exists === (known !== undefined))
    }
    if (exists && known === undefined) users.set(local, { admin, keys: new Set(), isDeleted: false })
  })

const getUser = (local: string, by: "username" | "email", fault: Trouble) =>
  command(`get ${local} by ${by}`, by === "email" ? "users" : "user", fault, async ({ users }, real) => {
    const known = users.get(local)
    const result = await real.run(
      Users.get(by === "email" ? { email: `${local}@example.com` } : { username: local })
    )
    if (Either.isRight(result)) {
      deepStrictEqual(result.right.admin, known?.admin)
      deepStrictEqual(Option.isSome(result.right.deletedAt), known?.isDeleted)
      const listed = Option.getOrElse(result.right.apiKeys, () => []).map(({ id }): string => id)
      deepStrictEqual(new Set(listed), known?.keys)
    } else if (result.left._tag === "UserNotFound") assert(known === undefined)
    else assert(fault !== undefined, result.left.message)
  })

const searchUsers = (text: string, fault: Trouble) =>
  command(`search ${text}`, "users", fault, async ({ users }, real) => {
    const result = await real.run(Stream.runCollect(Users.search(text)))
    if (Either.isLeft(result)) return assert(fault !== undefined, result.left.message)
    const expected = [...users.keys()].filter((user) =>
      [user, `${user}@example.com`].some((place) => place.startsWith(text) || place.endsWith(text))
    )
    deepStrictEqual(new Set(Chunk.toReadonlyArray(result.right).map(User.label)), new Set(expected))
  })

const generateKey = (who: number, settle: boolean, fault: Trouble) =>
  command(`generate${settle ? " and settle" : ""}`, "generateApiKey", fault, async (model, real) => {
    const owner = pick(living(model), who) ?? "root"
    const known = model.users.get(owner)?.keys ?? new Set()
    const generate = ApiKeys.generate({ description: `of ${owner}`, settle })
    const result = await real.run(asUser(real.instance, owner)(generate))
    const added = (await keysOf(real, owner)).filter(({ id }) => !known.has(id))
    if (Either.isRight(result)) {
      const { id, secret } = result.right
      deepStrictEqual(
        added.map((key) => key.id),
        [id]
      )
      model.handed.push({ id, owner, secret })
    } else {
      assert(fault !== undefined, result.left.message)
      const errors = result.left._tag === "OutcomeUnknown" ? [told(result.left)] : []
      assert(added.every((key) => isNamed(key, errors)))
    }
    for (const { id } of added) known.add(id)
  })

const deleteKey = (which: number, asWhom: "root" | "owner" | "other", fault: Trouble) =>
  command(`delete as ${asWhom}`, "deleteApiKey", fault, async (model, real) => {
    const key = pick(model.handed, which)
    if (key === undefined) return
    const alive = living(model)
    const other = alive.find((user) => user !== key.owner && user !== "root") ?? "root"
    const actor = { root: "root", owner: alive.includes(key.owner) ? key.owner : "root", other }[asWhom]
    const keys = model.users.get(key.owner)?.keys ?? new Set()
    const wasThere = keys.has(key.id)
    const user = await real.run(Users.get({ username: key.owner }))
    const [meant] = Either.isRight(user)
      ? Option.getOrElse(user.right.apiKeys, () => []).filter(({ id }) => id === key.id)
      : []
    if (meant === undefined) return assert(!wasThere)
    const result = await real.run(
      asUser(real.instance, actor)(ApiKeys.delete(Either.getOrThrow(user), meant))
    )
    const isThere = (await keysOf(real, key.owner)).some(({ id }) => id === key.id)
    const mayDelete = model.users.get(actor)?.admin === true || actor === key.owner
    if (Either.isRight(result)) assert(mayDelete && !isThere)
    else if (result.left._tag === "PermissionDenied") assert((!mayDelete || fault !== undefined) && isThere)
    else {
      assert(fault !== undefined, result.left.message)
      if (!unclear.has(result.left._tag)) assert(isThere)
    }
    if (!isThere) keys.delete(key.id)
  })

const actAs = (which: number, fault: Trouble) =>
  command("act as", "viewer", fault, async (model, real) => {
    const key = pick(model.handed, which)
    if (key === undefined) return
    const isLive = living(model).includes(key.owner) && model.users.get(key.owner)?.keys.has(key.id) === true
    const result = await real.run(Wandb.actAs(Users.viewer, key.secret))
    if (Either.isRight(result)) {
      assert(isLive)
      deepStrictEqual(User.label(result.right), key.owner)
    } else if (result.left._tag === "Unauthenticated") assert(!isLive)
    else assert(fault !== undefined, result.left.message)
  })

const deleteOrRestore = (local: string, does: "delete" | "restore", fault: Trouble) =>
  command(
    `${does} ${local}`,
    does === "delete" ? "deleteUser" : "undeleteUser",
    fault,
    async (model, real) => {
      const known = model.users.get(local)
      const user = await real.run(Users.get({ username: local }))
      if (known === undefined || Either.isLeft(user)) return assert(known === undefined)
      const result = await real.run(does === "delete" ? Users.delete(user.right) : Users.restore(user.right))
      const isDeleted = (await onServer(real, local))?.deletedAt !== null
      if (Either.isRight(result)) {
        deepStrictEqual(isDeleted, does === "delete")
        deepStrictEqual(Option.isSome(result.right.deletedAt), isDeleted)
      } else {
        assert(fault !== undefined, result.left.message)
        if (!unclear.has(result.left._tag)) deepStrictEqual(isDeleted, known.isDeleted)
      }
      known.isDeleted = isDeleted
    }
  )

/** Anything that a program can do, with something that goes wrong in two of three. */
export const commands: FastCheck.Arbitrary<Iterable<Command>> = FastCheck.commands(
  [
    FastCheck.tuple(name, FastCheck.boolean(), maybe).map((args) => createUser(...args)),
    FastCheck.tuple(name, FastCheck.constantFrom("username" as const, "email" as const), maybe).map((args) =>
      getUser(...args)
    ),
    FastCheck.tuple(FastCheck.constantFrom("a", "gr", "ary", ".com"), maybe).map((args) =>
      searchUsers(...args)
    ),
    FastCheck.tuple(index, FastCheck.boolean(), maybe).map((args) => generateKey(...args)),
    FastCheck.tuple(
      index,
      FastCheck.constantFrom("root" as const, "owner" as const, "other" as const),
      maybe
    ).map((args) => deleteKey(...args)),
    FastCheck.tuple(index, maybe).map((args) => actAs(...args)),
    FastCheck.tuple(name, FastCheck.constantFrom("delete" as const, "restore" as const), maybe).map((args) =>
      deleteOrRestore(...args)
    )
  ],
  { size: "+1" }
)

/** The server holds what the model does, and nothing else. */
export const expectSame = async (model: Model, real: Real): Promise<void> => {
  const users = await Effect.runPromise(real.instance.users)
  deepStrictEqual(
    new Map(users.map(({ deletedAt, username }) => [username, deletedAt !== null])),
    new Map([...model.users].map(([name, { isDeleted }]) => [name, isDeleted]))
  )
  for (const [owner, { keys }] of model.users) {
    deepStrictEqual(new Set((await keysOf(real, owner)).map(({ id }) => id)), keys)
  }
}
