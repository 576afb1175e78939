import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import { isNamed } from "@effect-wandb/core/ApiKeySecret"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Activity from "../activity.js"
import * as Confirm from "../confirm.js"
import * as Output from "../output.js"
import { Problem } from "../problem.js"
import * as SecretSink from "../secretSink.js"
import { holds } from "../secrets/replacing.js"
import * as Journal from "./journal.js"
import * as JournalFolder from "./journalFolder.js"
import { cleared, ended, linesOf } from "./rotate.js"
import * as Rotation from "./rotation.js"
import * as Hands from "./rotationHands.js"
import type { Given } from "./rotationOptions.js"
import * as Trouble from "./rotationProblem.js"
import * as Telling from "./rotationTelling.js"

/** Lists the rotations that are not finished. */
export const list = (given: Given) =>
  Effect.gen(function* () {
    yield* JournalFolder.require(given.journal)
    const folder = yield* JournalFolder.of(given.journal)
    const lines = yield* linesOf(given, folder)
    const states = yield* KeyRotation.unfinished.pipe(
      Effect.provide(Journal.layer(folder)),
      Effect.mapError(Trouble.of(lines))
    )
    yield* Output.many(Rotation.records, Stream.map(Stream.fromIterable(states), Rotation.of))
    yield* Output.note(
      states.length === 0
        ? "Every rotation is finished."
        : "effect-wandb keys resume and the id finishes one, with the options by which it was begun; --roll-back gives it up."
    )
  })

/** Whether the new key's secret is in its place, so that no other has to be stored. */
const isPlaced = ({ _tag }: KeyRotation.State): boolean =>
  _tag !== "Planned" && _tag !== "Created" && _tag !== "Stored"

const nowhere: SecretSink.Sink = {
  place: "its place",
  label: "",
  store: () =>
    Effect.fail(
      new Problem({
        what: "The new key was deleted by somebody, another one was made, and nothing says where its secret is to go.",
        todo: "Give --out FILE or --store-command COMMAND."
      })
    ),
  undo: Option.none(),
  load: Option.none()
}

/** What is put back before the new key is deleted, so that nobody finds a key that lets nobody in. */
const putBack = (given: Given, sink: SecretSink.Sink, state: KeyRotation.State) =>
  Effect.gen(function* () {
    if (given.reveal || state._tag === "Planned" || state._tag === "RolledBack") return Effect.void
    const isStored =
      Option.isNone(sink.load) || (yield* holds(sink, (secret) => isNamed(secret, state.key.name))) === "it"
    return isStored ? yield* Hands.restoring(sink, state.old) : Effect.void
  })

/** Whether the new key is where it was brought, and the one who brought it has to say that it may be deleted there. */
const isLeftBehind = (given: Given, sink: SecretSink.Sink, { _tag }: KeyRotation.State): boolean =>
  (given.reveal || sink === nowhere) && (_tag === "Stored" || _tag === "Verified" || _tag === "Overlapping")

/** A place that cannot be read may hold the new key: not to find it there is no proof, and it is not deleted then. */
const requireReadable = (sink: SecretSink.Sink, state: KeyRotation.State) =>
  state._tag === "Created" && Option.isSome(sink.load) ? Effect.asVoid(sink.load.value) : Effect.void

const known = (id: string) =>
  Effect.flatMap(
    KeyRotation.get(id),
    Option.match({
      onNone: () => Effect.fail(new KeyRotation.RotationNotFound({ id })),
      onSome: Effect.succeed
    })
  )

/** Goes on with a rotation, or gives it up. */
const go = (id: string, given: Given & { readonly rollBack: boolean }, lines: Trouble.Lines) =>
  Effect.gen(function* () {
    yield* Activity.set("before anything was changed")
    const state = yield* known(id)
    const sink =
      SecretSink.isGiven(given) || !(isPlaced(state) || given.rollBack)
        ? yield* SecretSink.make(given)
        : nowhere
    const place = sink === nowhere ? undefined : sink.label
    const onState = yield* Telling.make(lines, sink.place, !given.noWait)
    if (given.rollBack) {
      const undo = sink === nowhere ? Effect.void : yield* putBack(given, sink, state)
      if (isLeftBehind(given, sink, state)) {
        yield* Confirm.ask({
          question: `Delete the new API key of rotation ${id}, which was stored? It is not replaced by the old one where it was stored, and lets nobody in from then on.`,
          yes: given.yes
        })
      }
      const last = yield* KeyRotation.rollBack(id, { onState, undo, place })
      yield* Output.one(Rotation.records, Rotation.of(last))
      if (sink === nowhere && Hands.mayBeStored(state)) {
        yield* Output.note(
          "The secret of the deleted key is where it was stored, if it was: put the old one back there."
        )
      }
      return
    }
    yield* requireReadable(sink, state)
    const wasStored = sink !== nowhere && Hands.mayBeStored(state)
    const last = yield* KeyRotation.resume(id, {
      ...(yield* Hands.make(given, sink, state.old, state.overlap, wasStored)),
      load: Hands.loading(sink),
      onState,
      place
    }).pipe(cleared)
    yield* ended(last, lines)
  })

/** Finishes a rotation that was cut off, or gives it up. */
export const resume = (id: string, given: Given & { readonly rollBack: boolean }) =>
  Effect.gen(function* () {
    yield* JournalFolder.require(given.journal)
    const folder = yield* JournalFolder.of(given.journal)
    const lines = yield* linesOf(given, folder)
    return yield* go(id, given, lines).pipe(
      Effect.provide(Journal.layer(folder)),
      Effect.mapError(Trouble.of(lines))
    )
  })
