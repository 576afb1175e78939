import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import { options } from "../../internal/keys/rotationOptions.js"
import { optional } from "../../internal/options.js"
import * as ServerCommand from "../../internal/serverCommand.js"

export const rotate = ServerCommand.make({
  name: "rotate",
  summary: "puts a new API key in the place of one of your own, and deletes the old one",
  details: [
    "The new key is made, stored, and verified: it has to let you in, and --verify-command has to end with 0. Both keys work for the overlap; then the new one deletes the old one. So the key that is in use here can be rotated too.",
    "When storing or verifying fails, what was stored is put back, and the new key is deleted.",
    "Every step is written down before the next: after Ctrl-C or a crash, keys resume goes on."
  ].join(" "),
  examples: [
    [
      "effect-wandb keys rotate wandb_v1_AbCdEfGhIjK --out /run/secrets/wandb",
      "a key that a program reads from a file"
    ],
    [
      'effect-wandb keys rotate wandb_v1_AbCdEfGhIjK --store-command "vault kv put secret/wandb key=-" --verify-command ./smoke-test --overlap 24h --no-wait',
      "a key in a vault, with a day for everybody to take the new one"
    ]
  ],
  options: Options.all({
    ...options,
    overlap: optional(
      "overlap",
      "time",
      "for how long both keys are to work, such as 10m or 24h (default: not at all)"
    ),
    description: optional("description", "text", "what the new key is for (default: as the old one)")
  }),
  args: Args.text({ name: "key" }).pipe(Args.withDescription("the name or the id of one of your keys")),
  data: true,
  handler: (given, name) =>
    Effect.flatMap(
      Effect.promise(() => import("../../internal/keys/rotate.js")),
      ({ rotate }) => rotate(name, given)
    )
})
