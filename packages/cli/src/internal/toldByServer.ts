import * as Duration from "effect/Duration"
import * as WandbError from "@effect-wandb/core/WandbError"
import * as Status from "./status.js"
import type { Told } from "./told.js"

const quote = (text: string): string => JSON.stringify(text)

const said = (words: string | undefined): string =>
  words === undefined || words === "" ? "" : ` The server said: ${quote(words)}.`

const failed = (what: string, todo?: string): Told => ({ what, todo, status: Status.failed })

const refused = (what: string, todo: string): Told => ({ what, todo, status: Status.refused })

const inTime = (wait: Duration.Duration | undefined): string =>
  wait === undefined ? "later" : `in ${Duration.format(wait)}`

/** The message of an error without the name of the function that it came from. */
const bare = (message: string): string => {
  const words = message.replace(/^[A-Z][A-Za-z]+\.[a-z][A-Za-z]+:? /, "")
  return words === message ? message : words.charAt(0).toUpperCase() + words.slice(1)
}

const ofRequest = (error: WandbError.RequestFailed): Told => {
  const status = error.status === undefined ? "" : ` (status ${error.status})`
  const what = {
    Transport: "The server cannot be reached, or did not answer",
    Timeout: "The server did not answer in time",
    RateLimited: "The server refused because of too many requests",
    Server: "The server failed",
    Rejected: "The server rejected the request"
  }[error.reason]
  const todo =
    error.reason === "Transport"
      ? `Check the base URL and the network, or try again ${inTime(error.retryAfter)}.`
      : `Try again ${inTime(error.retryAfter)}.`
  return failed(`${what}${status}: ${error.description}.`, error.isRetryable ? todo : undefined)
}

/** The errors of the domain in the words of the command line: what is a function there is a command here. */
const ofWandb = (error: WandbError.WandbError): Told => {
  switch (error._tag) {
    case "ApiKeyNotFound":
      return failed(error.message)
    case "ApiKeyAmbiguous":
      return failed(
        `${quote(error.keyName)} does not tell which API key of ${error.owner} is meant: it may be ${error.ids.join(" or ")}.`,
        "Nothing was deleted: give the id of the key."
      )
    case "UserNotFound":
      return failed(
        `No user has the ${error.by} ${quote(error.value)}.`,
        "Lookups are exact: effect-wandb users search finds users by a part of the name."
      )
    case "UserAlreadyExists":
      return failed(
        `A user with the email ${quote(error.email)} exists already, possibly a deleted one.`,
        `effect-wandb users get ${error.email} shows who it is.`
      )
    case "TeamNotFound":
      return failed(error.message, "effect-wandb teams list shows those that there are.")
    case "TeamAlreadyExists":
      return failed(
        `The team name ${quote(error.team)} is taken, by a team or by a user.`,
        "Choose another name."
      )
    case "MemberNotFound":
      return failed(
        `The team ${quote(error.team)} has no member ${quote(error.member)}.`,
        `effect-wandb teams members ${error.team} shows who is there.`
      )
    case "InviteNotFound":
      return failed(
        `No invitation of ${quote(error.invite)} to the team ${quote(error.team)} is pending.`,
        `effect-wandb teams members ${error.team} shows who is there.`
      )
    case "AlreadyMember":
      return failed(
        `${quote(error.member)} is a member of the team ${quote(error.team)} already.`,
        "effect-wandb teams set-role changes the role."
      )
    case "AlreadyInvited":
      return failed(
        `${quote(error.invited)} is invited to the team ${quote(error.team)} already.`,
        "To change the role, take the invitation back with effect-wandb teams remove, and invite again."
      )
    case "LastTeamAdmin":
      return refused(
        `${quote(error.member)} is the last admin of the team ${quote(error.team)}, and nothing was changed.`,
        "Make another member an admin first, with effect-wandb teams set-role."
      )
    case "ForceRequired":
      return refused(
        error.reason === "oneself"
          ? `${error.user} is the user whose API key is in use, and nothing was changed.`
          : `${error.user} is the last administrator of the installation, and nothing was changed.`,
        "Give --force if that is meant."
      )
    case "NotAuthenticatedAs":
      return failed(
        `W&B makes API keys for the caller only, and the API key in use is that of ${error.actual} rather than of ${error.expected}.`,
        `Use the API key of ${error.expected}.`
      )
    case "InvalidApiKey":
      return failed(`The API key ${error.problem}.`, "Copy it whole from W&B's user settings.")
    case "InvalidInput":
      return failed(
        `The ${error.field} ${error.problem.replace(/[.?!]$/, "")}.`,
        "Nothing was sent: give another."
      )
    case "Unauthenticated":
      return failed(
        `The server does not accept this ${error.identityProblem === undefined ? "API key" : `identity: ${error.identityProblem}`}.${said(error.serverMessage)}`,
        "Check that it belongs to this server and was not deleted; effect-wandb login stores another."
      )
    case "PermissionDenied":
      return failed(
        `The server refuses ${error.description === undefined ? "this" : `to ${error.description}`} to the owner of the API key.${said(error.serverMessage)}`,
        "Use the key of an administrator or, for keys, of their owner."
      )
    case "RequestFailed":
      return ofRequest(error)
    case "OutcomeUnknown":
    case "UnexpectedResponse":
      return failed(bare(error.message))
  }
}

const requestIdOf = (error: WandbError.WandbError): string | undefined =>
  "requestId" in error ? error.requestId : undefined

/** What to tell of any error. */
export const told = (error: { readonly message: string }): Told =>
  WandbError.isWandbError(error)
    ? { ...ofWandb(error), requestId: requestIdOf(error) }
    : failed(error.message)
