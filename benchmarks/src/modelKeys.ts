import { type ApiKey, ApiKeys, User, Users } from "@effect-wandb/core"
import { Wandb } from "@effect-wandb/client"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Either, FastCheck } from "effect"
import { isNamed, told } from "./keys.js"
import { keysOf, type Real } from "./model.js"
import { type Prospect, type Trouble, unless } from "./modelFaults.js"
import { type Handed, isAdmin, isLiving, type Model } from "./modelState.js"
import { bulkCommand, command, giving, many, type Many, step } from "./modelSteps.js"

const keysIn = ({ users }: Model, owner: string): Set<string> => users.get(owner)?.keys ?? new Set()

/** What the model does not know yet: ids are the server's choice. */
const newKeys = async (model: Model, real: Real, owner: string) =>
  (await keysOf(real, owner)).filter(({ id }) => !keysIn(model, owner).has(id))

const generate = (as: string, trouble: Trouble | undefined, settle: boolean) =>
  command(as, trouble, {
    title: `generate a key${settle ? " and settle" : ""}`,
    sends: [["generateApiKey", settle ? "settled" : "once"]],
    plan: (model) => ({
      plain: "done",
      program: () =>
        giving(ApiKeys.generate({ description: `of ${as}`, settle }), (key) => {
          deepStrictEqual(keysIn(model, as).has(key.id), true)
          model.handed.push({ owner: as, key })
        }),
      told: async (error, real) => {
        const errors = error._tag === "OutcomeUnknown" ? [told(error)] : []
        const unnamed = (await newKeys(model, real, as)).filter((key) => !isNamed(key, errors))
        deepStrictEqual(unnamed, [])
      },
      change: async (real) => {
        const added = await newKeys(model, real, as)
        deepStrictEqual(added.length, 1)
        for (const { id } of added) keysIn(model, as).add(id)
      }
    })
  })

const pick = <A>(list: ReadonlyArray<A>, which: number): A | undefined => list[which % list.length]

const mayDelete = (model: Model, as: string, owner: string) => isAdmin(model, as) || as === owner

const deletion = (model: Model, as: string, { key, owner }: Handed): Prospect => ({
  plain: unless(
    [!keysIn(model, owner).has(key.id), "ApiKeyNotFound"],
    [!mayDelete(model, as, owner), "PermissionDenied"]
  ),
  gone: ["ApiKeyNotFound"],
  change: () => void keysIn(model, owner).delete(key.id)
})

const deleteById = (as: string, trouble: Trouble | undefined, which: number) =>
  command(as, trouble, {
    title: `delete key ${which} by its id`,
    sends: [["deleteApiKey", "change"]],
    plan: (model) => {
      const handed = pick(model.handed, which)
      return (
        handed && { ...deletion(model, as, handed), program: () => giving(ApiKeys.deleteById(handed.key.id)) }
      )
    }
  })

/** A key that the owner does not show is looked for once more, where the caller may see it. */
const deleteByName = (as: string, trouble: Trouble | undefined, which: number) =>
  command(as, trouble, {
    title: `delete key ${which} by its name`,
    sends: [
      ["user", "question"],
      ["deleteApiKey", "change"]
    ],
    plan: (model) => {
      const handed = pick(model.handed, which)
      if (handed === undefined) return undefined
      const { key, owner } = handed
      const { plain, ...prospect } = deletion(model, as, handed)
      return {
        ...prospect,
        plain: mayDelete(model, as, owner) ? plain : "PermissionDenied",
        program: async ({ run }) =>
          giving(ApiKeys.delete(Either.getOrThrow(await run(Users.get({ username: owner }))), key.name))
      }
    }
  })

const deleteMany = (as: string, trouble: Trouble | undefined, { concurrency, inputs }: Many<number>) =>
  bulkCommand<ApiKey.ApiKey | ApiKey.ApiKeyId, void>(as, trouble, {
    title: `delete keys ${inputs.join(", ")}, ${concurrency} at once,`,
    sends: ["deleteApiKey", "change"],
    already: ["ApiKeyNotFound"],
    inputs: ({ handed }) => {
      const keys = inputs.flatMap((which) => pick(handed, which)?.key ?? [])
      const some = concurrency === 1 ? keys : [...new Set(keys)]
      return { concurrency, inputs: some.map((key, index) => (index % 2 === 0 ? key : key.id)) }
    },
    prospect: (model, input) => {
      const handed = model.handed.find(({ key }) => key === input || key.id === input)
      return handed === undefined ? { plain: "ApiKeyNotFound" } : deletion(model, as, handed)
    },
    program: ApiKeys.deleteMany
  })

/** Whoever takes this step, it is taken as the owner of a key. */
const actAs = (as: string, trouble: Trouble | undefined, which: number) =>
  command(as, trouble, {
    title: `look who key ${which} is`,
    sends: [["viewer", "question"]],
    plan: (model) => {
      const handed = pick(model.handed, which)
      if (handed === undefined) return undefined
      const { key, owner } = handed
      const works = isLiving(model, owner) && keysIn(model, owner).has(key.id)
      return {
        plain: unless([!works, "Unauthenticated"]),
        program: () =>
          giving(Wandb.actAs(Users.viewer, key.secret), (user) => deepStrictEqual(User.label(user), owner))
      }
    }
  })

const which = FastCheck.nat(20)

export const keySteps = [
  step(generate, FastCheck.boolean()),
  step(generate, FastCheck.boolean()),
  step(deleteById, which),
  step(deleteByName, which),
  step(
    deleteMany,
    many(which, (index) => index)
  ),
  step(actAs, which)
]
