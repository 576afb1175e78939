/**
 * Finds out whether a program ever shows a key: it runs the program and reads everything that it prints, logs, traces,
 * counts and ends with.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { callSite } from "./internal/callSite.js"
import type * as Sheet from "./internal/canary/sheet.js"
import * as Watching from "./internal/canary/watch.js"

/**
 * What counts as a key, and what becomes of the program's output.
 *
 * @since 0.1.0
 * @category models
 */
export type Options = Watching.Options

/**
 * A place where a key was seen, and in which forms, if there are several: `key` names it by its public name.
 *
 * @since 0.1.0
 * @category models
 */
export type Sighting = Sheet.Sighting

/**
 * How a program ended, and where it showed keys.
 *
 * @since 0.1.0
 * @category models
 */
export type Watched<A, E> = Watching.Watched<A, E>

const longest = 10

const listed = ({ forms, key, where }: Sighting): string =>
  `- ${key} in ${where}${forms.length === 0 ? "" : ` (${forms.join(", ")})`}`

/**
 * A program shows keys. The keys themselves are not in it, nor how the program ended.
 *
 * @since 0.1.0
 * @category errors
 */
export class KeyShown extends Data.TaggedError("KeyShown")<{
  readonly sightings: ReadonlyArray<Sighting>
}> {
  override get message(): string {
    const shown = this.sightings.slice(0, longest).map(listed)
    const more = this.sightings.length - shown.length
    return [
      "The program shows a key:",
      ...shown,
      ...(more > 0 ? [`- and in ${more} places more`] : []),
      "Print the key itself, which is redacted, or its name. What Redacted.value gives belongs where it is used, and nowhere else."
    ].join("\n")
  }
}

/**
 * Runs a program, whatever becomes of it, and gives how it ended and where it showed keys.
 *
 * Looked through are logs (messages, annotations, spans, causes), the `Console` of Effect and that of the platform,
 * what is written to standard output and error, spans (names, attributes, events, links, failures), the names, tags
 * and words of metrics, and the value or the error in each form in which it may be printed.
 *
 * Found are keys of the current form whoever's they are, and of any form those that the program's services give out
 * or act with, those of the seed of a `WandbTest` in context, and `secrets`; each also in base64, in hexadecimal
 * digits, percent-encoded, escaped, and in a header. Public names are not keys. Services that are provided within the
 * program are not seen: provide them around it.
 *
 * What the program prints is printed, and logs below its minimum level are not made. Whatever else the process prints
 * in the meantime counts as well. The `exit` is as the program left it, with whatever it shows.
 *
 * @example
 * ```ts
 * import { ApiKeys } from "@effect-wandb/core"
 * import { Canary, WandbTest } from "@effect-wandb/testing"
 * import { Effect } from "effect"
 *
 * const sightings = ApiKeys.generate().pipe(
 *   Effect.tap((key) => Effect.log("a new key", key)),
 *   Canary.watch,
 *   Effect.map((watched) => watched.sightings),
 *   Effect.provide(WandbTest.layer())
 * )
 * ```
 *
 * @since 0.1.0
 * @category watching
 */
export const watch: <A, E, R>(
  program: Effect.Effect<A, E, R>,
  options?: Options
) => Effect.Effect<Watched<A, E>, never, R> = Watching.watch

/**
 * Runs a program, and dies with {@link KeyShown} if it showed a key anywhere that {@link watch} looks, as an assertion
 * that does not hold; otherwise it ends as the program does.
 *
 * @example
 * ```ts
 * import { ApiKeys } from "@effect-wandb/core"
 * import { Canary, WandbTest } from "@effect-wandb/testing"
 * import { it } from "@effect/vitest"
 * import { Effect } from "effect"
 *
 * it.effect("shows no key", () =>
 *   ApiKeys.generate().pipe(
 *     Effect.tap((key) => Effect.log("a new key", key)),
 *     Canary.expectNoKeys,
 *     Effect.provide(WandbTest.layer())
 *   )
 * )
 * ```
 *
 * @since 0.1.0
 * @category expecting
 */
export const expectNoKeys = <A, E, R>(
  program: Effect.Effect<A, E, R>,
  options?: Options
): Effect.Effect<A, E, R> => {
  const fromHere = callSite(expectNoKeys)
  return Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(watch(restore(program), options), ({ exit, sightings }) =>
      sightings.length === 0 ? exit : Effect.die(fromHere(new KeyShown({ sightings })))
    )
  )
}
