import { User, Users } from "@effect-wandb/core"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Chunk, Effect, Either, FastCheck, Stream } from "effect"
import { expectUser, type Real } from "./model.js"
import { isOvercome, type Prospect, type Trouble, unless } from "./modelFaults.js"
import {
  createUser,
  emailOf,
  entitiesOf,
  hasOtherAdmin,
  isAdmin,
  isLiving,
  labelOf,
  type Model,
  type Person,
  rolesIn,
  usernameOf,
  type Who
} from "./modelState.js"
import { bulkCommand, command, giving, local, many, type Many, step } from "./modelSteps.js"

interface Wanted {
  readonly email: string
  readonly admin: boolean
}

const creation = (model: Model, as: string, { admin, email }: Wanted): Prospect => {
  const known = model.users.get(usernameOf(model, { email }) ?? "")
  const isAsWanted = known?.admin === admin && !known.isDeleted
  return {
    plain: unless([!isAdmin(model, as), "PermissionDenied"], [known !== undefined, "UserAlreadyExists"]),
    found: known === undefined ? undefined : isAsWanted ? "done" : "UserAlreadyExists",
    change: () => createUser(model, email, admin)
  }
}

const create = (as: string, trouble: Trouble | undefined, wanted: Wanted) =>
  command(as, trouble, {
    title: `create ${wanted.email}${wanted.admin ? " as an administrator" : ""}`,
    sends: [["createUser", "creation"]],
    plan: (model) => ({
      ...creation(model, as, wanted),
      program: () =>
        giving(Users.create(wanted), (user) =>
          expectUser(model, as, usernameOf(model, { email: wanted.email }), user)
        )
    })
  })

const createMany = (as: string, trouble: Trouble | undefined, wanted: Many<Wanted>) =>
  bulkCommand(as, trouble, {
    title: `create ${wanted.inputs.map(({ email }) => email).join(", ")}, ${wanted.concurrency} at once,`,
    sends: ["createUser", "creation"],
    already: ["UserAlreadyExists"],
    inputs: () => wanted,
    prospect: (model, input) => creation(model, as, input),
    program: Users.createMany,
    given: (model, { email }, user: User.User) => expectUser(model, as, usernameOf(model, { email }), user)
  })

const get = (as: string, trouble: Trouble | undefined, who: Who) =>
  command(as, trouble, {
    title: `get ${labelOf(who)}`,
    sends: [[undefined, "question"]],
    plan: (model) => ({
      plain: unless([usernameOf(model, who) === undefined, "UserNotFound"]),
      program: () => giving(Users.get(who), (user) => expectUser(model, as, usernameOf(model, who), user))
    })
  })

/** Looks many up in one stream or at the same time: what goes wrong meets some of them, and the others are found. */
const getMany = (
  as: string,
  trouble: Trouble | undefined,
  lookups: ReadonlyArray<Who>,
  how: "in one stream" | "at once"
) => {
  const each = Effect.forEach(lookups, (who) => Effect.either(Users.get(who)), { concurrency: "unbounded" })
  const stream = Effect.map(Stream.runCollect(Users.getMany(lookups)), Chunk.toReadonlyArray)
  return command(as, trouble, {
    title: `get ${lookups.map(labelOf).join(", ")} ${how}`,
    sends: [[undefined, "questions"]],
    plan: (model) => ({
      plain: "done",
      program: () =>
        giving(how === "at once" ? each : stream, (results) => {
          deepStrictEqual(results.length, lookups.length)
          const failed = new Set<string>()
          for (const [who, result] of Arr.zip(lookups, results)) {
            const username = usernameOf(model, who)
            if (Either.isRight(result)) expectUser(model, as, username, result.right)
            else if (result.left._tag === "UserNotFound") deepStrictEqual(username, undefined)
            else {
              deepStrictEqual(result.left._tag, trouble?.error)
              failed.add(labelOf(who).toLowerCase())
            }
          }
          if (isOvercome(trouble)) deepStrictEqual(failed, new Set())
          // An answer that nobody asks for again is that of one alone.
          if (trouble?.isFinal === true) deepStrictEqual(failed.size > trouble.times, false)
        })
    })
  })
}

const isHit = (place: string, text: string) => place.startsWith(text) || place.endsWith(text)

const search = (as: string, trouble: Trouble | undefined, text: string) =>
  command(as, trouble, {
    title: text === "" ? "list all users" : `search ${text}`,
    sends: [["users", "question"]],
    plan: (model) => ({
      plain: "done",
      program: () =>
        giving(Stream.runCollect(text === "" ? Users.list : Users.search(text)), (hits) => {
          const expected = [...model.users].filter(
            ([name, { email = name }]) => isHit(name, text) || isHit(email, text)
          )
          const users = Chunk.toReadonlyArray(hits)
          deepStrictEqual(new Set(users.map(User.label)), new Set(expected.map(([name]) => name)))
          for (const user of users) expectUser(model, as, User.label(user), user)
        })
    })
  })

// What becomes of them

/** A change of whoever has this address: they are looked up first, and given as they are then. */
const changing = (
  as: string,
  trouble: Trouble | undefined,
  step: {
    readonly title: string
    readonly email: string
    readonly field: string
    readonly change: (user: User.User) => Effect.Effect<User.User, Users.Users.UpdateError, Users.Users>
    readonly prospect: (
      model: Model,
      username: string,
      person: Person
    ) => Prospect & { readonly locksOut?: boolean }
  }
) =>
  command(as, trouble, {
    title: step.title,
    sends: [
      ["viewer", "question"],
      ["users", "question"],
      [step.field, "change"]
    ],
    plan: (model) => {
      const { email } = step
      const username = usernameOf(model, { email })
      const person = model.users.get(username ?? "")
      if (username === undefined || person === undefined) return undefined
      const { locksOut = false, ...prospect } = step.prospect(model, username, person)
      // Without an administrator nothing more would happen.
      if (username === "root" && locksOut && prospect.plain === "done") return undefined
      return {
        ...prospect,
        program: async ({ run }: Real) =>
          giving(step.change(Either.getOrThrow(await run(Users.get({ email })))), (user) => {
            // Whoever is gone by now may not ask for more pages.
            if (isLiving(model, as)) expectUser(model, as, username, user)
          })
      }
    }
  })

const update = (as: string, trouble: Trouble | undefined, email: string, changes: Users.Users.Changes) => {
  const { admin, defaultEntity: entity, force = false, name } = changes
  return changing(as, trouble, {
    title: `update ${email} with ${JSON.stringify(changes)}`,
    email,
    field: "updateUser",
    change: (user) => Users.update(user, changes),
    prospect: (model, username, person) => {
      const isNothing = [name, admin, entity].every((change) => change === undefined)
      const locksOut = admin === false && person.admin
      const isLastAdmin = !hasOtherAdmin(model, username)
      return {
        locksOut,
        plain: unless(
          [isNothing, "InvalidInput"],
          [locksOut && !force && (as === username || isLastAdmin), "ForceRequired"],
          [person.isDeleted, "UserNotFound"],
          [!isAdmin(model, as) && (as !== username || admin !== undefined), "PermissionDenied"],
          [locksOut && isLastAdmin, "RequestFailed"],
          [entity !== undefined && rolesIn(model, entity) === undefined, "TeamNotFound"],
          [entity !== undefined && !entitiesOf(model, username).includes(entity), "RequestFailed"]
        ),
        again: locksOut && as === username ? "PermissionDenied" : undefined,
        change: () => {
          person.name = name ?? person.name
          person.admin = admin ?? person.admin
          person.chosen = entity ?? person.chosen
        }
      }
    }
  })
}

const remove = (as: string, trouble: Trouble | undefined, email: string, force: boolean) =>
  changing(as, trouble, {
    title: `delete ${email}${force ? " with force" : ""}`,
    email,
    field: "deleteUser",
    change: (user) => Users.delete(user, { force }),
    prospect: (model, username, person) => {
      const isLastAdmin = person.admin && !hasOtherAdmin(model, username)
      return {
        locksOut: true,
        plain: unless(
          [!force && (as === username || isLastAdmin), "ForceRequired"],
          [!isAdmin(model, as), "PermissionDenied"],
          [!person.isDeleted && isLastAdmin, "RequestFailed"]
        ),
        again: as === username ? "Unauthenticated" : undefined,
        change: () => void (person.isDeleted = true)
      }
    }
  })

const restore = (as: string, trouble: Trouble | undefined, email: string) =>
  changing(as, trouble, {
    title: `restore ${email}`,
    email,
    field: "undeleteUser",
    change: Users.restore,
    prospect: (model, _, person) => ({
      plain: unless([!isAdmin(model, as), "PermissionDenied"]),
      change: () => void (person.isDeleted = false)
    })
  })

// How they are chosen

const wanted = FastCheck.record({ email: local.map(emailOf), admin: FastCheck.boolean() })

const who: FastCheck.Arbitrary<Who> = FastCheck.oneof(
  FastCheck.constantFrom("root", "ada", "grace", "mary", "ada-1", "engine-ci").map((username) => ({
    username
  })),
  FastCheck.constantFrom("ada", "grace", "mary", "alan", "Grace").map((name) => ({ email: emailOf(name) }))
)

const address = FastCheck.constantFrom("root", "ada", "ada", "grace", "grace", "mary", "alan").map(emailOf)

const changes: FastCheck.Arbitrary<Users.Users.Changes> = FastCheck.record(
  {
    name: FastCheck.constantFrom("Ada Lovelace", "Grace Hopper"),
    admin: FastCheck.boolean(),
    defaultEntity: FastCheck.constantFrom("engine", "pumps", "ada", "grace", "nowhere"),
    force: FastCheck.boolean()
  },
  { requiredKeys: [] }
)

const how = FastCheck.constantFrom("in one stream" as const, "at once" as const)

export const userSteps = [
  step(create, wanted),
  step(
    createMany,
    many(wanted, ({ email }) => email)
  ),
  step(get, who),
  step(getMany, FastCheck.array(who, { maxLength: 8 }), how),
  step(search, FastCheck.constantFrom("", "a", "gr", "ary", "1", ".com")),
  step(update, address, changes),
  step(remove, address, FastCheck.boolean()),
  step(restore, address)
]
