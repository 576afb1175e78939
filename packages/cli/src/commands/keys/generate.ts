import { label } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Confirm from "../../internal/confirm.js"
import * as Key from "../../internal/keys/record.js"
import * as Output from "../../internal/output.js"
import { Problem } from "../../internal/problem.js"
import * as SecretSink from "../../internal/secretSink.js"
import * as ServerCommand from "../../internal/serverCommand.js"

export const generate = ServerCommand.make({
  name: "generate",
  summary: "makes an API key of your own, and stores its secret",
  details:
    "W&B makes keys for whoever asks, and shows a secret this once: say where it goes. A key that cannot be stored is deleted again. A mark such as [ref mi2x9k3f7a2b00c] stands behind the description, by which a key is known whose making was cut off.",
  examples: [
    [
      'effect-wandb keys generate --description "nightly export" --out wandb.key',
      "into a file of yours alone"
    ],
    [
      'effect-wandb keys generate --description ci --store-command "gh secret set WANDB_API_KEY"',
      "into whatever keeps your secrets"
    ]
  ],
  options: Options.all({
    description: Options.text("description").pipe(
      Options.withDescription("what the key is for, which W&B's pages show as its name")
    ),
    ...SecretSink.options,
    yes: Confirm.yes
  }),
  args: Args.none,
  data: true,
  handler: ({ description, ...given }) =>
    Effect.gen(function* () {
      if (description.trim() === "") {
        return yield* Effect.fail(
          new Problem({ what: "--description is empty. Nothing was made.", todo: "Say what the key is for." })
        )
      }
      const sink = yield* SecretSink.makeReplaceable(given)
      const owner = yield* Users.viewer
      const making = yield* Effect.promise(() => import("../../internal/keys/generate.js"))
      const key = yield* making.generate(description, sink)
      yield* Output.one(Key.records, Key.of(key, label(owner)))
      if (!given.reveal) yield* Output.note(`The secret went to ${sink.place}, and is shown nowhere else.`)
    })
})
