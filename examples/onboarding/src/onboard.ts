import { type Team, Teams, User, Users, type WandbError } from "@effect-wandb/core"
import { Effect } from "effect"
import { asCi, keepKey } from "./ciKeys.js"
import { type Joiner, NotPermitted, Receipt, TryAgain, UnknownDepartment } from "./Joiner.js"
import { Mailer } from "./Mailer.js"
import { seat, userOf } from "./people.js"
import type { Unavailable } from "./SecretStore.js"

const person = ({ email, role }: Joiner, team: Team.Team) =>
  Effect.gen(function* () {
    yield* userOf(email)
    yield* seat(team, { email, role })
    return new Receipt({ team: team.name })
  })

const ciJob = ({ name, role }: Joiner, team: Team.Team) =>
  Effect.gen(function* () {
    const account = yield* asCi(Users.viewer)
    yield* seat(team, { username: User.label(account), role })
    const secret = `wandb/${team.name}/${name}`
    yield* asCi(keepKey(secret, `${team.name}: ${name}`))
    return new Receipt({ team: team.name, secret })
  })

const welcome = ({ email, name }: Joiner, { secret, team }: Receipt) =>
  Effect.flatMap(Mailer, (mailer) =>
    mailer.send({
      id: `welcome to ${team}: ${name} <${email}>`,
      to: email,
      subject: `${name} has joined ${team}`,
      text: secret === undefined ? "Log in to W&B and see." : `The API key is stored as ${secret}.`
    })
  )

/** What a failure means to whoever sent the joiner. */
const explained = ({
  _tag,
  message
}: WandbError.WandbError | Unavailable): UnknownDepartment | NotPermitted | TryAgain => {
  switch (_tag) {
    case "TeamNotFound":
      return new UnknownDepartment({ message })
    case "Unauthenticated":
    case "PermissionDenied":
      return new NotPermitted({ message })
    default:
      return new TryAgain({ message })
  }
}

/**
 * Gives a joiner all that it needs: a user and a seat in the team of the department, or a key of the CI account. It is
 * safe to do again with the same joiner, be it done, half done, or of unknown outcome: then the rest is done.
 */
export const onboard = (joiner: Joiner) =>
  Teams.get(joiner.department).pipe(
    Effect.flatMap((team) => (joiner.kind === "person" ? person(joiner, team) : ciJob(joiner, team))),
    Effect.tap((receipt) => welcome(joiner, receipt)),
    Effect.tap((receipt) => Effect.log("onboarded", receipt)),
    Effect.tapError((error) => Effect.logWarning(error.message)),
    Effect.mapError(explained),
    Effect.annotateLogs({ joiner: joiner.name, department: joiner.department }),
    Effect.withSpan("onboard", { attributes: { kind: joiner.kind, department: joiner.department } })
  )
