import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import { isNamed } from "@effect-wandb/core/ApiKeySecret"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Activity from "../activity.js"
import * as CommandLine from "../commandLine.js"
import * as Output from "../output.js"
import { Screen } from "../screen.js"
import * as SecretSink from "../secretSink.js"
import { requireReplaceable } from "../secrets/replacing.js"
import * as Times from "./duration.js"
import * as Journal from "./journal.js"
import * as JournalFolder from "./journalFolder.js"
import * as Owned from "./owned.js"
import * as Rotation from "./rotation.js"
import * as Hands from "./rotationHands.js"
import { type Given, resuming, rollingBack } from "./rotationOptions.js"
import * as Trouble from "./rotationProblem.js"
import * as Telling from "./rotationTelling.js"

/** The command lines by which a rotation with these options goes on. */
export const linesOf = (
  given: Given,
  folder: string
): Effect.Effect<Trouble.Lines, never, CommandLine.Needs> =>
  Effect.map(CommandLine.make, (line) => ({
    resume: (id) => line(resuming(given, id)),
    rollBack: (id) => line(rollingBack(given, id)),
    folder
  }))

/** Gives the state in which a rotation ended for now, and says how it goes on where it is not over. */
export const ended = (state: KeyRotation.State, lines: Trouble.Lines) =>
  Effect.zipRight(
    Output.one(Rotation.records, Rotation.of(state)),
    state._tag === "Overlapping"
      ? Output.note(`${lines.resume(state.id)} deletes the old key then.`)
      : Effect.void
  )

/** Takes the line away that is shown while the overlap lasts. */
export const cleared = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Screen, (screen) => Effect.ensuring(program, screen.status(undefined)))

/** Rotates one of the keys of whoever is authenticated. */
export const rotate = (
  name: string,
  given: Given & { readonly overlap: Option.Option<string>; readonly description: Option.Option<string> }
) =>
  Effect.gen(function* () {
    const overlap = yield* Option.match(given.overlap, {
      onNone: () => Effect.succeed(Duration.zero),
      onSome: (text) => Times.parse(text, "--overlap")
    })
    const sink = yield* SecretSink.make(given)
    const folder = yield* JournalFolder.of(given.journal)
    yield* Activity.set("before anything was made")
    const old = yield* Effect.flatMap(Owned.of(Option.none()), (owned) => Owned.meant(owned, name))
    yield* requireReplaceable(sink, (secret) => isNamed(secret, old.name), given.yes)
    yield* JournalFolder.make(folder)
    const lines = yield* linesOf(given, folder)
    const state = yield* KeyRotation.rotate({
      ...(yield* Hands.make(given, sink, old, overlap, false)),
      old,
      overlap,
      place: sink.label,
      description: Option.getOrUndefined(given.description),
      onState: yield* Telling.make(lines, sink.place, !given.noWait)
    }).pipe(cleared, Effect.provide(Journal.layer(folder)), Effect.mapError(Trouble.of(lines)))
    yield* ended(state, lines)
  })
