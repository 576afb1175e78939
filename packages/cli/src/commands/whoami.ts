import * as WandbClient from "@effect-wandb/client/WandbClient"
import { User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Connection from "../internal/connection.js"
import * as Output from "../internal/output.js"
import * as Records from "../internal/records.js"
import * as ServerCommand from "../internal/serverCommand.js"

const viewer = Records.make(
  Schema.Struct({ server: Schema.String, credentials: Schema.String, ...User.fields })
)

export const command = ServerCommand.make({
  name: "whoami",
  summary: "shows whose API key is in use, and on which server",
  details: "The credentials are named by where they come from, and not shown.",
  examples: [["effect-wandb whoami -o json | jq -r .username", "only the username"]],
  options: Options.none,
  args: Args.none,
  data: true,
  handler: () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* WandbClient.WandbClient
      const user = yield* Users.viewer
      yield* Output.one(viewer, { server: baseUrl, credentials: yield* Connection.source, ...user })
    })
})
