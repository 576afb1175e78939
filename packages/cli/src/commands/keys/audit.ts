import { Finding } from "@effect-wandb/admin/KeyAudit"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import { number } from "../../internal/options.js"
import { Problem } from "../../internal/problem.js"
import * as ServerCommand from "../../internal/serverCommand.js"

export const audit = ServerCommand.make({
  name: "audit",
  summary: "lists the API keys of all users, and what may be wrong with them",
  details: [
    "Ends with code 2 when there are findings: noDescription, ownerDeleted, ownerInNoTeam, severalKeys, secretListed (the server lists the whole key), keysHidden (it does not show the keys of a user).",
    'What the server does not say is "unknown"; W&B says of no key when it was made or used. Needs the API key of an instance administrator to see everything.'
  ].join(" "),
  examples: [
    ["effect-wandb keys audit -o csv > keys.csv", "an inventory of all keys"],
    [
      "effect-wandb keys audit --finding ownerDeleted --finding secretListed",
      "those alone, for a nightly check"
    ]
  ],
  options: Options.all({
    allowed: number("allowed", 1, "how many keys somebody may have (default: 1)"),
    findings: Options.choice("finding", Finding.literals).pipe(
      Options.repeated,
      Options.withDescription("what to look for, and to list alone (default: all keys, and everything)")
    )
  }),
  args: Args.none,
  data: true,
  handler: ({ allowed, findings }) =>
    Effect.gen(function* () {
      if (allowed < 0) {
        return yield* Effect.fail(
          new Problem({ what: `--allowed is ${allowed}.`, todo: "It is a number from 0 on." })
        )
      }
      const { audit } = yield* Effect.promise(() => import("../../internal/keys/audit.js"))
      return yield* audit({ allowed, findings })
    })
})
