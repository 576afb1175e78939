import * as Users from "@effect-wandb/core/Users"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { flag, optional } from "../../internal/options.js"
import * as Output from "../../internal/output.js"
import { Problem } from "../../internal/problem.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Who from "../../internal/users/who.js"
import { user } from "./record.js"

const options = Options.all({
  name: optional("name", "text", "the name to show"),
  email: optional("email", "address", "the email address, which nobody else has"),
  admin: flag("admin", "makes an administrator of the installation of the user"),
  noAdmin: flag("no-admin", "takes the rights of an administrator away"),
  defaultEntity: optional(
    "default-entity",
    "entity",
    "where runs go unless they name another entity: a team, or the user's own"
  ),
  force: flag("force", "takes these rights from yourself or from the last administrator too")
})

const both = new Problem({
  what: "--admin and --no-admin are both given. Nothing was changed.",
  todo: "Give one of them."
})

const nothing = new Problem({
  what: "Nothing says what is to be changed.",
  todo: "Give --name, --email, --admin, --no-admin or --default-entity."
})

export const update = ServerCommand.make({
  name: "update",
  summary: "changes a user's name, address, rights or default entity",
  details:
    "What is not given stays as it is. To take the rights of an administrator from yourself or from the last one is refused (exit code 3) unless --force is given.",
  examples: [
    ['effect-wandb users update ada --name "Ada Lovelace"', "the name that is shown"],
    ["effect-wandb users update ada@example.com --admin", "another administrator"]
  ],
  options,
  args: Who.who,
  data: true,
  handler: ({ admin, defaultEntity, email, force, name, noAdmin }, who) =>
    Effect.gen(function* () {
      if (admin && noAdmin) return yield* Effect.fail(both)
      const changes = {
        name: Option.getOrUndefined(name),
        email: Option.getOrUndefined(email),
        admin: admin ? true : noAdmin ? false : undefined,
        defaultEntity: Option.getOrUndefined(defaultEntity)
      }
      if (Object.values(changes).every((value) => value === undefined)) return yield* Effect.fail(nothing)
      const found = yield* Who.get(who)
      yield* Output.one(user, yield* Users.update(found, { ...changes, force }))
    })
})
