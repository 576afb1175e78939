import { WandbClient } from "@effect-wandb/client/WandbClient"
import type * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as User from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import * as Args from "@effect/cli/Args"
import * as Effect from "effect/Effect"
import { set as activity } from "../internal/activity.js"
import * as Confirm from "../internal/confirm.js"
import * as Connection from "../internal/connection.js"
import { isSet } from "../internal/environment.js"
import * as KeyPrompt from "../internal/keyPrompt.js"
import * as Netrc from "../internal/netrc/file.js"
import { flag } from "../internal/options.js"
import * as Output from "../internal/output.js"
import * as ServerCommand from "../internal/serverCommand.js"
import { Settings } from "../internal/settings.js"

/** Whose key it is, and of which server: the server has to say so before it is kept. */
const check = (key: ApiKeySecret.ApiKeySecret, baseUrl: string | undefined) =>
  Effect.provide(
    Effect.gen(function* () {
      const client = yield* WandbClient
      return { baseUrl: client.baseUrl, viewer: yield* Users.viewer }
    }),
    Connection.withKey(key, baseUrl)
  )

export const command = ServerCommand.onDemand({
  name: "login",
  summary: "checks an API key and stores it for W&B's clients in .netrc",
  details:
    "The key is asked for on a terminal, or comes from --api-key-file or --api-key-stdin; it is never an argument. The server has to accept it before it is stored, in $NETRC, else ~/.netrc, with mode 0600. Everything else in that file stays as it is.",
  examples: [
    ["effect-wandb login", "asks for the key"],
    [
      "effect-wandb login --base-url https://wandb.example.com --api-key-stdin < key",
      "from a file, for a server of your own"
    ]
  ],
  options: flag("relogin", "replaces the key that is stored for the server, without asking"),
  args: Args.none,
  data: false,
  handler: (relogin) =>
    Effect.gen(function* () {
      const settings = yield* Settings
      yield* activity("before the key was stored")
      const key = yield* KeyPrompt.key
      const { baseUrl, viewer } = yield* check(key, settings.baseUrl)
      const { host } = new URL(baseUrl)
      const pending = yield* Netrc.prepare(yield* Netrc.path, host, key)
      if (pending.replaces) {
        yield* Confirm.ask({
          question: `${pending.path} has another key for ${host}. Replace it?`,
          yes: relogin,
          option: "--relogin"
        })
      }
      yield* pending.write
      yield* activity("after the key was stored")
      yield* Output.note(`Logged in to ${host} as ${User.label(viewer)}; the key is in ${pending.path}.`)
      if (yield* isSet("WANDB_API_KEY")) {
        yield* Effect.logWarning("WANDB_API_KEY is set, and counts instead of what is stored")
      }
      if (settings.baseUrl !== undefined && !(yield* isSet("WANDB_BASE_URL"))) {
        yield* Output.note(`Set WANDB_BASE_URL=${baseUrl} to use that server without --base-url.`)
      }
    })
})
