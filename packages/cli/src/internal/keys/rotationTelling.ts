import type { State } from "@effect-wandb/admin/KeyRotation"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Activity from "../activity.js"
import * as Output from "../output.js"
import { Screen } from "../screen.js"
import { Settings } from "../settings.js"
import { named } from "./record.js"
import type { Lines } from "./rotationProblem.js"

const timeOf = (time: DateTime.Utc): string =>
  `${DateTime.formatIso(time).slice(0, "2026-01-01T00:00:00".length)}Z`

/** What a state means, as the rest of a line about the rotation. */
const wordsOf = (state: State, place: string): string => {
  switch (state._tag) {
    case "Planned":
      return `the API key ${state.old.name} of ${state.owner} is to be replaced`
    case "Created":
      return `the new key ${state.key.name} is made`
    case "Stored":
      return `its secret went to ${place}`
    case "Verified":
      return "it works"
    case "Overlapping":
      return `both keys work until ${timeOf(state.until)}`
    case "Done":
      return `the old key ${state.old.name} is deleted`
    case "RolledBack":
      return Option.isSome(state.key)
        ? "given up: the new key is deleted, and the old one works"
        : "given up: the old key works"
    case "Orphaned":
      return `given up, but the new key ${named(state.key)} is not deleted`
  }
}

/** Where a rotation stopped that is interrupted. */
const whereOf = (state: State, { resume }: Lines): string => {
  if (state._tag === "Done" || state._tag === "RolledBack") return `after the end of rotation ${state.id}`
  const when =
    state._tag === "Overlapping"
      ? `in the overlap until ${timeOf(state.until)}`
      : `after: ${wordsOf(state, "its place")}`
  return `in rotation ${state.id}, ${when}. ${resume(state.id)} goes on`
}

/**
 * Tells people of each state as it is written down, and of the overlap while it lasts; whoever interrupts the rotation is
 * told by which command it goes on.
 */
export const make = (lines: Lines, place: string, wait: boolean) =>
  Effect.map(
    Effect.context<Screen | Settings | Activity.Activity>(),
    (context) =>
      (state: State): Effect.Effect<void> =>
        Effect.gen(function* () {
          const screen = yield* Screen
          const { volume } = yield* Settings
          yield* Activity.set(whereOf(state, lines))
          yield* screen.status(undefined)
          yield* Output.note(`rotation ${state.id}: ${wordsOf(state, place)}`)
          if (state._tag === "Overlapping" && wait && volume !== "quiet") {
            yield* screen.status(`waiting until ${timeOf(state.until)} …`)
          }
        }).pipe(Effect.provide(context))
  )
