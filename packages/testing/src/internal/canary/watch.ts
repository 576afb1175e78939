import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as HashSet from "effect/HashSet"
import type * as Redacted from "effect/Redacted"
import { causeForms, forms } from "./forms.js"
import { finder } from "./keys.js"
import { logger } from "./logs.js"
import { sinceNow } from "./metrics.js"
import { listening, watchedConsole } from "./outputs.js"
import { learning } from "./secrets.js"
import * as Sheet from "./sheet.js"
import { watchedTracer } from "./spans.js"

/**
 * What counts as a key, and what becomes of the program's output.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** Secrets to look for, of whatever form. Default: none besides those that the canary knows by itself. */
  readonly secrets?: Iterable<Redacted.Redacted> | undefined
  /**
   * Whether 40 hexadecimal digits count as a legacy key, whoever's it is. Default `false`: a commit of Git has the same
   * form.
   */
  readonly legacyForm?: boolean | undefined
  /** Whether what the program prints stays unprinted. Default `false`. */
  readonly silent?: boolean | undefined
}

/**
 * How a program ended, and where it showed keys.
 *
 * @since 0.1.0
 * @category models
 */
export interface Watched<A, E> {
  readonly exit: Exit.Exit<A, E>
  readonly sightings: ReadonlyArray<Sheet.Sighting>
}

const noteExit = (sheet: Sheet.Sheet, exit: Exit.Exit<unknown, unknown>): void =>
  sheet.note(
    Exit.match(exit, {
      onSuccess: (value) => forms("the value", value),
      onFailure: (cause) => causeForms("the error", cause)
    })
  )

/** Whatever becomes of the program, all is put back and what it showed is looked through. */
export const watch = <A, E, R>(
  program: Effect.Effect<A, E, R>,
  { legacyForm = false, secrets = [], silent = false }: Options = {}
): Effect.Effect<Watched<A, E>, never, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const sheet = Sheet.make()
      const known = new Set(secrets)
      const noteMetrics = yield* sinceNow(sheet)
      const { noteSpans, tracer } = yield* watchedTracer(sheet)
      const console = watchedConsole(yield* Effect.console, sheet, silent)
      const exit = yield* restore(program).pipe(
        Effect.mapInputContext(learning<R>(known)),
        Effect.locallyWith(FiberRef.currentLoggers, HashSet.add(logger(sheet))),
        Effect.withTracer(tracer),
        Effect.withConsole(console),
        Effect.exit,
        Effect.zipLeft(Effect.zipRight(noteSpans, noteMetrics)),
        (watching) => Effect.scoped(Effect.zipRight(listening(sheet, silent), watching))
      )
      noteExit(sheet, exit)
      return { exit, sightings: sheet.sightings(finder(known, { legacyForm })) }
    })
  )
