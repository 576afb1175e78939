import { FileSystem, Path, type Error as PlatformError } from "@effect/platform"
import { Array as Arr, Context, Effect, Layer, Order, Schema } from "effect"

/** What may come as a message: who leaves, and who takes their teams over, as usernames by team. */
export class Leaver extends Schema.Class<Leaver>("Leaver")({
  email: Schema.NonEmptyTrimmedString,
  successors: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), {
    default: () => ({})
  })
}) {}

/** A message that was handed out. It comes again until it is acknowledged or buried. */
export interface Delivery {
  readonly id: string
  readonly text: string
}

/** A queue that delivers each message at least once. Put your own broker behind it. */
export class Inbox extends Context.Tag("leavers/Inbox")<
  Inbox,
  {
    /** The messages that wait, oldest first. */
    readonly waiting: Effect.Effect<ReadonlyArray<Delivery>, PlatformError.PlatformError>
    /** It is done: it does not come again. */
    readonly acknowledge: (delivery: Delivery) => Effect.Effect<void, PlatformError.PlatformError>
    /** It cannot be done: it is put aside with the reason, for a person to look at. */
    readonly bury: (delivery: Delivery, reason: string) => Effect.Effect<void, PlatformError.PlatformError>
  }
>() {}

/** A folder as a queue: a message is a file in `new`, and moves to `done` or, with its reason beside it, to `dead`. */
export const layerFolder = (folder: string) =>
  Layer.effect(
    Inbox,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const to = (place: string, name: string) => path.join(folder, place, name)
      for (const place of ["new", "done", "dead"]) yield* fs.makeDirectory(to(place, ""), { recursive: true })
      const move = (place: string, { id }: Delivery) => fs.rename(to("new", id), to(place, id))
      return {
        waiting: Effect.flatMap(fs.readDirectory(to("new", "")), (names) =>
          Effect.forEach(
            Arr.sort(
              names.filter((name) => name.endsWith(".json")),
              Order.string
            ),
            (id) => Effect.map(fs.readFileString(to("new", id)), (text) => ({ id, text }))
          )
        ),
        acknowledge: (delivery) => move("done", delivery),
        bury: (delivery, reason) =>
          Effect.zipRight(
            fs.writeFileString(to("dead", `${delivery.id}.why`), `${reason}\n`),
            move("dead", delivery)
          )
      }
    })
  )
