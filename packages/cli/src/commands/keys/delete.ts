import * as ApiKeys from "@effect-wandb/core/ApiKeys"
import { secretInForce } from "@effect-wandb/core/Credentials"
import { label } from "@effect-wandb/core/User"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Activity from "../../internal/activity.js"
import * as Confirm from "../../internal/confirm.js"
import * as Owned from "../../internal/keys/owned.js"
import * as Key from "../../internal/keys/record.js"
import { optional } from "../../internal/options.js"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Who from "../../internal/users/who.js"

export const remove = ServerCommand.make({
  name: "delete",
  summary: "deletes an API key, at once and for good",
  details:
    "The name has to be the whole of what W&B lists, and that of one key: else give the id. The keys of others are deleted by administrators. Gives the key that is gone.",
  examples: [
    ["effect-wandb keys delete wandb_v1_AbCdEfGhIjK", "one of your own, by its name"],
    ["effect-wandb keys delete QXBpS2V5OjE4MzA= --owner ada --yes", "somebody else's, by its id"]
  ],
  options: Options.all({
    owner: optional("owner", "user", `whose key it is: ${Who.description} (default: you)`),
    yes: Confirm.yes
  }),
  args: Args.text({ name: "key" }).pipe(Args.withDescription("the name or the id of the key")),
  data: true,
  handler: ({ owner, yes }, given) =>
    Effect.gen(function* () {
      const owned = yield* Owned.of(owner)
      const whose = label(owned.owner)
      const key = yield* Owned.meant(owned, given)
      const described = Option.match(key.description, {
        onNone: () => key.name,
        onSome: (text) => `${key.name}, ${JSON.stringify(text)}`
      })
      const isInUse = Option.isSome(yield* secretInForce(key))
      const warning = isInUse ? " It is the one that is in use here." : ""
      yield* Activity.set("before anything was changed")
      yield* Confirm.ask({ question: `Delete the API key ${described} of ${whose}?${warning}`, yes })
      yield* Activity.set(
        `while the API key ${key.id} was deleted: effect-wandb keys list shows whether it is gone`
      )
      yield* ApiKeys.delete(owned.owner, key)
      yield* Output.one(Key.records, Key.of(key, whose))
      if (isInUse) {
        yield* Effect.logWarning("The key that was in use here is gone: effect-wandb login stores another.")
      }
    })
})
