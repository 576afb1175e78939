import { Teams, Users } from "@effect-wandb/core"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Chunk, Effect, Either, FastCheck, Option, Stream } from "effect"
import { expectTeam, expectUser, rolesOf } from "./model.js"
import { type Prospect, type Trouble, unless } from "./modelFaults.js"
import {
  createAccount,
  deleteTeam,
  entitiesOf,
  isAdmin,
  isLiving,
  leads,
  type Model,
  type Pending,
  rolesIn
} from "./modelState.js"
import { command, giving, step } from "./modelSteps.js"

const creation = (model: Model, as: string, { admin, name }: Teams.Teams.CreateOptions): Prospect => {
  const isTaken = model.users.has(name) || model.teams.has(name)
  const wanted = new Map(admin === undefined ? [] : [[admin, "admin"]])
  const roles = rolesIn(model, name)
  const isAsWanted =
    model.teams.has(name) &&
    roles?.size === wanted.size &&
    [...wanted].every(([who, role]) => roles.get(who) === role)
  return {
    plain: unless(
      [!isAdmin(model, as), "PermissionDenied"],
      [isTaken, "TeamAlreadyExists"],
      [admin !== undefined && !isLiving(model, admin), "UserNotFound"]
    ),
    found: roles === undefined ? undefined : isAsWanted ? "done" : "TeamAlreadyExists",
    change: () => void model.teams.set(name, { members: wanted, invites: new Map() })
  }
}

const create = (as: string, trouble: Trouble | undefined, name: string, admin: string | undefined) => {
  const options = { name, admin }
  return command(as, trouble, {
    title: `create team ${name}${admin === undefined ? "" : ` for ${admin}`}`,
    sends: [["createTeam", "creation"]],
    plan: (model) => ({
      ...creation(model, as, options),
      program: () => giving(Teams.create(options), (team) => expectTeam(model, name, team))
    })
  })
}

const getOrCreate = (as: string, trouble: Trouble | undefined, name: string, admin: string | undefined) => {
  const options = { name, admin }
  return command(as, trouble, {
    title: `get or create team ${name}${admin === undefined ? "" : ` for ${admin}`}`,
    sends: [
      ["entity", "question"],
      ["createTeam", "creation"]
    ],
    plan: (model) => ({
      ...(rolesIn(model, name) === undefined
        ? creation(model, as, options)
        : { plain: unless([!model.teams.has(name), "TeamAlreadyExists"]) }),
      program: () => giving(Teams.getOrCreate(options), (team) => expectTeam(model, name, team))
    })
  })
}

const remove = (as: string, trouble: Trouble | undefined, name: string) =>
  command(as, trouble, {
    title: `delete team ${name}`,
    sends: [["deleteTeam", "change"]],
    plan: (model) => ({
      plain: unless([!model.teams.has(name), "TeamNotFound"], [!leads(model, as, name), "PermissionDenied"]),
      gone: ["TeamNotFound"],
      change: () => deleteTeam(model, name),
      program: () => giving(Teams.delete(name))
    })
  })

// Looks

const get = (as: string, trouble: Trouble | undefined, name: string, how: "get" | "find") =>
  command(as, trouble, {
    title: `${how} team ${name}`,
    sends: [["entity", "question"]],
    plan: (model) => {
      const isThere = rolesIn(model, name) !== undefined
      return {
        plain: unless([!isThere && how === "get", "TeamNotFound"]),
        program: () =>
          giving(how === "get" ? Effect.asSome(Teams.get(name)) : Teams.find(name), (found) => {
            deepStrictEqual(Option.isSome(found), isThere)
            if (Option.isSome(found)) expectTeam(model, name, found.value)
          })
      }
    }
  })

const members = (as: string, trouble: Trouble | undefined, name: string) =>
  command(as, trouble, {
    title: `list the members of ${name}`,
    sends: [["entity", "question"]],
    plan: (model) => {
      const roles = rolesIn(model, name)
      return {
        plain: unless([roles === undefined, "TeamNotFound"]),
        program: () => giving(Teams.members(name), (members) => deepStrictEqual(rolesOf(members), roles))
      }
    }
  })

const pendingInvites = (as: string, trouble: Trouble | undefined, name: string) =>
  command(as, trouble, {
    title: `list the invitations to ${name}`,
    sends: [["entity", "question"]],
    plan: (model) => ({
      plain: unless([rolesIn(model, name) === undefined, "TeamNotFound"]),
      program: () =>
        giving(Stream.runCollect(Teams.pendingInvites(name)), (invites) => {
          const pending = model.teams.get(name)?.invites ?? new Map<string, Pending>()
          const listed = Chunk.toReadonlyArray(invites).map((invite) => {
            const email = String(Option.getOrNull(invite.email))
            model.invited.push({ team: name, invite, pending: pending.get(email) })
            return [email, { role: invite.role }] as const
          })
          deepStrictEqual(new Map(listed), pending)
        })
    })
  })

const list = (as: string, trouble: Trouble | undefined, owner: string | undefined) =>
  command(as, trouble, {
    title: `list the teams of ${owner ?? "oneself"}`,
    sends: [[owner === undefined ? "viewer" : "user", "question"]],
    plan: (model) => {
      if (owner !== undefined && !model.users.has(owner)) return undefined
      return {
        plain: "done",
        program: async ({ run }) => {
          const user = owner === undefined ? undefined : await run(Users.get({ username: owner }))
          const teams = Stream.runCollect(Teams.list(user && Either.getOrThrow(user)))
          return giving(teams, (teams) => {
            const names = Chunk.toReadonlyArray(teams).map(({ name }) => String(name))
            deepStrictEqual(names, entitiesOf(model, owner ?? as))
            for (const team of teams) expectTeam(model, team.name, team)
          })
        }
      }
    }
  })

const createServiceAccount = (as: string, trouble: Trouble | undefined, team: string) =>
  command(as, trouble, {
    title: `create a service account in ${team}`,
    sends: [["createServiceAccount", "once"]],
    plan: (model) => ({
      plain: unless([!model.teams.has(team), "TeamNotFound"], [!leads(model, as, team), "PermissionDenied"]),
      change: () => createAccount(model, team, "ci"),
      program: () =>
        giving(Teams.createServiceAccount(team, { description: "ci" }), (account) =>
          expectUser(model, as, [...model.users.keys()].at(-1), account)
        )
    })
  })

// How they are chosen

export const team = FastCheck.constantFrom("engine", "engine", "pumps", "valves")
/** Those of people are entities too, and those of service accounts are not. */
const entity = FastCheck.constantFrom("engine", "pumps", "valves", "ada", "mary", "engine-ci")
/** Whoever comes after a team of their name gets another one. */
const newTeam = FastCheck.constantFrom("engine", "pumps", "valves", "mary", "alan")
const admin = FastCheck.constantFrom(undefined, "ada", "grace", "mary", "nobody")
const owner = FastCheck.constantFrom(undefined, "ada", "grace", "mary", "engine-ci")

export const teamSteps = [
  step(create, newTeam, admin),
  step(getOrCreate, newTeam, admin),
  step(remove, entity),
  step(get, entity, FastCheck.constantFrom("get" as const, "find" as const)),
  step(members, entity),
  step(pendingInvites, entity),
  step(list, owner),
  step(createServiceAccount, team)
]
