import { label } from "@effect-wandb/core/User"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Owned from "../../internal/keys/owned.js"
import * as Key from "../../internal/keys/record.js"
import * as Output from "../../internal/output.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Who from "../../internal/users/who.js"

export const list = ServerCommand.make({
  name: "list",
  summary: "lists the API keys of a user, by default your own",
  details:
    "Secrets are never shown: a server tells one when a key is made, and never again. keys audit lists the keys of all users.",
  examples: [
    ["effect-wandb keys list", "your own keys"],
    ["effect-wandb keys list ada -o ndjson | jq -r .id", "the ids of somebody's keys"]
  ],
  options: Options.none,
  args: Args.text({ name: "user" }).pipe(
    Args.withDescription(`${Who.description} (default: you)`),
    Args.optional
  ),
  data: true,
  handler: (_, who) =>
    Effect.gen(function* () {
      const { keys, owner } = yield* Owned.of(who)
      yield* Output.many(
        Key.records,
        Stream.map(Stream.fromIterable(keys), (key) => Key.of(key, label(owner)))
      )
      if (keys.some(({ secretListed }) => secretListed === true)) {
        yield* Effect.logWarning(
          "The server lists whole keys in place of their names: whoever may list them can use them."
        )
      }
    })
})
