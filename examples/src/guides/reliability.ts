// #region imports
import { RetryPolicy, Wandb } from "@effect-wandb/client"
import { Teams, Users } from "@effect-wandb/core"
import { Effect, Schedule } from "effect"
// #endregion

// #region policy
/** For a job that nobody waits for: a try every ten seconds, for a quarter of an hour. */
const patient = RetryPolicy.make(Schedule.spaced("10 seconds"), {
  deadline: "15 minutes",
  longestWait: "5 minutes"
})

export const JobLive = Wandb.layerConfig({
  retryPolicy: patient,
  onOutcomeUnknown: (error) => Effect.logError(error.message)
})
// #endregion

// #region once
/** Over whichever client it runs, this part of a program sends each request once, and says at once what went wrong. */
export const isUp = Effect.isSuccess(Users.viewer).pipe(Wandb.withRetryPolicy(RetryPolicy.none))
// #endregion

// #region page
/** Somebody waits for this one: whatever it takes, it is over after two seconds. */
export const membersInTime = (team: string) =>
  Teams.members(team).pipe(Wandb.withRetryPolicy(RetryPolicy.withDeadline(RetryPolicy.standard, "2 seconds")))
// #endregion
