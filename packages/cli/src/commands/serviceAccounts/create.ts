import type * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Teams from "@effect-wandb/core/Teams"
import { label, type User } from "@effect-wandb/core/User"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Activity from "../../internal/activity.js"
import * as Confirm from "../../internal/confirm.js"
import * as Output from "../../internal/output.js"
import * as Printable from "../../internal/printable.js"
import { Problem } from "../../internal/problem.js"
import * as SecretSink from "../../internal/secretSink.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import * as Arguments from "../../internal/teams/arguments.js"
import { user } from "../users/record.js"

const inSettings = "A key can be made for it in the settings of the team, in W&B's web interface."

/** The account is of no use without the key that was to be stored, and another one is made the next time. */
const takenBack = (team: string, account: User) =>
  Effect.matchEffect(Teams.removeMember(team, account), {
    onFailure: () =>
      Effect.logError(
        `The service account ${Printable.line(label(account))} is left in the team ${Printable.line(team)}: take it away with effect-wandb teams remove.`
      ),
    onSuccess: () =>
      Effect.zipRight(
        Activity.set("after the service account was removed again"),
        Output.note(`Removed the service account ${label(account)} again.`)
      )
  })

/** Brings the key where it is to go; where the server does not show it, the account stays, and the key is `None`. */
const stored = (team: string, account: User, sink: SecretSink.Sink) =>
  Effect.tap(Teams.serviceAccountKey(team, account), (key) =>
    Effect.transposeOption(Option.map(key, (key: ApiKeySecret.ApiKeySecret) => sink.store(key)))
  )

export const create = ServerCommand.make({
  name: "create",
  summary: "creates a service account in a team",
  details: `With one of --out, --store-command and --reveal its API key goes there, if the server shows it: older servers do, newer ones keep digests of keys alone. Where the server does not show it, the command says so and ends with 1, and the account is there. Where the key cannot be stored the account is removed again. ${inSettings}`,
  examples: [
    ["effect-wandb service-accounts create engine --description ci", "the account alone"],
    [
      "effect-wandb service-accounts create engine --description ci --store-command 'gh secret set WANDB_API_KEY'",
      "its key goes to a secret of GitHub's"
    ]
  ],
  options: Options.all({
    description: Options.text("description").pipe(
      Options.withPseudoName("text"),
      Options.withDescription("what the account is for, which W&B shows as its name")
    ),
    ...SecretSink.options,
    yes: Confirm.yes
  }),
  args: Arguments.team,
  data: true,
  handler: ({ description, ...given }, team) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const sink = SecretSink.isGiven(given)
          ? Option.some(yield* restore(SecretSink.makeReplaceable(given)))
          : Option.none()
        // Once it is sent there is an account, be it that nobody waits for the answer.
        const account = yield* Teams.createServiceAccount(team, { description })
        if (Option.isNone(sink)) {
          yield* Output.one(user, account)
          return yield* Output.note(inSettings)
        }
        const key = yield* restore(stored(team, account, sink.value)).pipe(
          Effect.onError(() => takenBack(team, account))
        )
        yield* Output.one(user, account)
        if (Option.isSome(key)) return yield* Output.note(`Its API key went to ${sink.value.place}.`)
        return yield* Effect.fail(
          new Problem({
            what: `The service account ${Printable.line(label(account))} was created, and the server does not show its API key: nothing was put into ${sink.value.place}.`,
            todo: inSettings
          })
        )
      })
    )
})
