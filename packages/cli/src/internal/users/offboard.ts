import * as Offboarding from "@effect-wandb/admin/Offboarding"
import * as Teams from "@effect-wandb/core/Teams"
import { teamNames, type User } from "@effect-wandb/core/User"
import { nearest } from "@effect-wandb/files/Nearest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import * as Activity from "../activity.js"
import * as CommandLine from "../commandLine.js"
import * as Confirm from "../confirm.js"
import { gracefully } from "../gracefully.js"
import * as Output from "../output.js"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"
import * as ProgressBar from "../progressBar.js"
import { Screen } from "../screen.js"
import { Settings } from "../settings.js"
import * as Status from "../status.js"
import * as Plan from "./offboardPlan.js"
import * as Rows from "./offboardRecords.js"
import * as Who from "./who.js"

/** What the options say. */
export interface Given {
  readonly delete: boolean
  readonly plan: boolean
  readonly yes: boolean
  readonly teams: ReadonlyArray<string>
  readonly address: ReadonlyArray<string>
  readonly successor: ReadonlyArray<string>
  readonly allowUnseen: boolean
}

const repeated = (name: string, values: ReadonlyArray<string>): ReadonlyArray<string> =>
  values.flatMap((value) => [name, value])

/** The command that does the rest of an offboarding that was cut off. */
const again = (who: string, given: Given): ReadonlyArray<string> => [
  "users",
  "offboard",
  who,
  ...CommandLine.flag("--delete", given.delete),
  ...repeated("--teams", given.teams),
  ...repeated("--address", given.address),
  ...repeated("--successor", given.successor),
  ...CommandLine.flag("--allow-unseen", given.allowUnseen),
  ...CommandLine.flag("--yes", given.yes)
]

/** Who takes over which team, as `TEAM=USER` says. */
const successorsOf = (successor: ReadonlyArray<string>) =>
  Effect.map(
    Effect.forEach(successor, (text) => {
      const [, team, user] = /^([^=]+)=([^=]+)$/.exec(text) ?? []
      return team !== undefined && user !== undefined
        ? Effect.succeed([team, user] as const)
        : Effect.fail(
            new Problem({
              what: `--successor: ${JSON.stringify(text)} names no team with a user.`,
              todo: "It is a team and a username with = between them, such as vision=grace."
            })
          )
    }),
    (pairs) => Object.fromEntries(pairs)
  )

/** A team that is misspelt would be left to nobody. One that the user has left by now is there all the same. */
const requireTeams = (user: User, successors: Readonly<Record<string, string>>) =>
  Effect.forEach(
    Object.keys(successors).filter((team) => !teamNames(user).some((name) => name === team)),
    (team) =>
      Effect.flatMap(
        Teams.find(team),
        Option.match({
          onSome: () => Effect.void,
          onNone: () =>
            Effect.fail(
              new Problem({
                what: `--successor: there is no team ${JSON.stringify(Printable.line(team))}, and nothing was changed.`,
                todo: Option.match(nearest(team, teamNames(user)), {
                  onNone: () => "effect-wandb users get shows the user's teams.",
                  onSome: (meant) => `Did you mean ${Printable.line(meant)}?`
                })
              })
            )
        })
      ),
    { discard: true }
  )

const refused = ({ reason, user }: Offboarding.OffboardingRefused) =>
  new Problem({
    what:
      reason === "oneself"
        ? `${user} is the user whose API key is in use, and nothing was changed.`
        : `${user} is the last administrator of the installation, and nothing was changed.`,
    todo:
      reason === "oneself"
        ? "Let another administrator do it, with a key of their own."
        : "Make somebody else an administrator first, with effect-wandb users update --admin.",
    status: Status.refused
  })

const unseen = ({ unseen, user }: Offboarding.OffboardingUnseen) =>
  new Problem({
    what: [
      `Not all that there is to take from ${user} can be seen, and nothing was changed:`,
      ...unseen.map((one) => `? ${Offboarding.describeUnseen(one)}`)
    ].join("\n"),
    todo: "Use the API key of an administrator; or name the teams to look at with --teams; or give --allow-unseen, and see to these yourself.",
    status: Status.refused
  })

/** Gives a plan: in lines for people, or its steps as records. */
const give = (plan: Offboarding.Plan, whom: string) =>
  Effect.gen(function* () {
    const { format } = yield* Settings
    if (format === "table") {
      const lines = yield* Plan.lines(plan, whom, "stdout")
      yield* Output.text(lines.map((line) => `${line}\n`).join(""))
    } else {
      yield* Output.many(Rows.records, Stream.fromIterable(plan.steps.map(Rows.planned)))
    }
    return plan.steps.length === 0 ? Status.done : Status.findings
  })

const count = (counts: ReadonlyMap<string, number>, outcome: string): ReadonlyMap<string, number> =>
  new Map(counts).set(outcome, (counts.get(outcome) ?? 0) + 1)

/** Whether a step is of the plan, and not one for a key that was made since. */
const isIn = ({ steps }: Offboarding.Plan, step: Offboarding.Step): boolean =>
  step._tag !== "DeleteApiKey" || steps.some((other) => other._tag === "DeleteApiKey" && other.id === step.id)

/** Does what a plan says, and gives what became of each step as it comes. */
const apply = (plan: Offboarding.Plan, whom: string, goOn: string) =>
  Effect.gen(function* () {
    const total = plan.steps.length
    const activity = yield* Activity.Activity
    const through = yield* Ref.make(0)
    const counts = yield* Ref.make<ReadonlyMap<string, number>>(new Map())
    const stoppedAfter = (count: number) =>
      Activity.set(
        count === total
          ? `after all ${total} steps of offboarding ${whom}`
          : `after ${count} of ${total} steps of offboarding ${whom}: ${goOn} goes on`
      ).pipe(Effect.provideService(Activity.Activity, activity))
    yield* stoppedAfter(0)
    const rows = (haltWhen: Effect.Effect<void>) =>
      Offboarding.applyStream(plan, {
        haltWhen,
        onOutcome: ({ step }) =>
          Effect.flatMap(
            Ref.updateAndGet(through, (before) => before + (isIn(plan, step) ? 1 : 0)),
            stoppedAfter
          )
      }).pipe(
        Stream.zipWithIndex,
        Stream.map(([outcome, index]) => Rows.ended(outcome, index)),
        Stream.tap(({ outcome }) => Ref.update(counts, (before) => count(before, outcome)))
      )
    yield* gracefully((haltWhen) => Output.outcomes(Rows.records, rows(haltWhen)))
    const ended = yield* Ref.get(counts)
    yield* Output.note(
      ended.size === 0
        ? "There was nothing to do."
        : `${Array.from(ended, ([outcome, number]) => `${number} ${outcome}`).join(", ")}.`
    )
    return ended.has("failed") || ended.has("unknown") ? Status.failed : Status.done
  })

/** Plans what is to be taken from somebody who leaves, and does it once it is wanted. */
export const offboard = (who: string, given: Given) =>
  Effect.gen(function* () {
    const successors = yield* successorsOf(given.successor)
    const teams = given.teams.flatMap((names) => names.split(",")).map((name) => name.trim())
    yield* Activity.set("before anything was changed")
    const user = yield* Who.get(who)
    const whom = Who.described(user)
    yield* requireTeams(user, successors)
    const plan = yield* ProgressBar.during(
      "looking at users and teams",
      Offboarding.plan(user, {
        delete: given.delete,
        addresses: given.address,
        successors,
        unseen: given.allowUnseen ? "list" : "fail",
        ...(teams.length > 0 && { teams })
      })
    )
    if (given.plan) return yield* give(plan, whom)
    // What somebody is asked about is shown, also to those who want to know nothing else.
    const { volume } = yield* Settings
    if (volume !== "quiet" || !given.yes) {
      const screen = yield* Screen
      yield* Effect.forEach(yield* Plan.lines(plan, whom, "stderr"), screen.note, { discard: true })
    }
    if (plan.steps.length > 0) yield* Confirm.ask({ question: `Offboard ${whom}?`, yes: given.yes })
    const goOn = (yield* CommandLine.make)(again(who, given))
    return yield* apply(plan, whom, goOn)
  }).pipe(
    Effect.catchTags({
      OffboardingRefused: (error) => Effect.fail(refused(error)),
      OffboardingUnseen: (error) => Effect.fail(unseen(error))
    })
  )
