import type { Wandb } from "@effect-wandb/client"
import {
  Cause,
  type Clock,
  type Console,
  Duration,
  Effect,
  FiberRef,
  HashSet,
  type Layer,
  Logger,
  LogLevel,
  Metric,
  TestClock,
  Tracer
} from "effect"
import { inspect } from "node:util"

/** Every way in which a value is printed. A text is printed as it is: quotes and escapes only add to what it shows. */
export const forms = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? [value]
    : [
        inspect(value, { depth: 20, showHidden: true, getters: true }),
        inspect(value),
        String(value),
        JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ??
          "",
        value instanceof Error ? `${value.stack} ${inspect(value.cause)}` : ""
      ]

/** Every way in which a failure is printed. */
export const causeForms = (cause: Cause.Cause<unknown>): ReadonlyArray<string> => [
  Cause.pretty(cause),
  Cause.pretty(cause, { renderErrorCause: true }),
  ...forms(cause),
  ...forms(Cause.squash(cause))
]

/** A console that keeps what it would print. */
const recordingConsole = (real: Console.Console, lines: Array<string>): Console.Console => {
  const print = (...args: ReadonlyArray<unknown>) => void lines.push(...args.flatMap(forms))
  const quiet = { log: print, error: print, group: print, groupCollapsed: print, groupEnd: () => {} }
  return { ...real, unsafe: { ...real.unsafe, ...quiet } }
}

/** A tracer that keeps its spans. */
export const recordingTracer = Effect.map(Effect.tracer, (native) => {
  const spans: Array<Tracer.Span> = []
  const tracer = Tracer.make({
    span: (...args) => {
      const span = native.span(...args)
      spans.push(span)
      return span
    },
    context: native.context
  })
  return { spans, tracer }
})

/** Runs a program with every logger and a tracer watching, and gives all that they have seen and how it ended. */
export const watched = <E>(
  program: Effect.Effect<unknown, E, Wandb.Wandb>,
  layer: Layer.Layer<Wandb.Wandb, unknown>
) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const { spans, tracer } = yield* recordingTracer
    const record = <Out>(logger: Logger.Logger<unknown, Out>) =>
      Logger.map(logger, (line) => void lines.push(...forms(line)))
    // Set at once: each layer that adds one is built in a fiber of its own, and this runs a thousand times.
    const loggers = HashSet.make<ReadonlyArray<Logger.Logger<unknown, unknown>>>(
      record(Logger.stringLogger),
      record(Logger.logfmtLogger),
      record(Logger.jsonLogger),
      record(Logger.structuredLogger),
      Logger.tracerLogger,
      Logger.prettyLogger({ colors: false, mode: "tty" })
    )
    const result = yield* program.pipe(
      Effect.tapErrorCause((cause) => Effect.logError("failed", cause)),
      Effect.tapErrorCause((cause) =>
        Effect.annotateLogs(Effect.logError(Cause.squash(cause)), { error: cause })
      ),
      Effect.provide(layer),
      Effect.locally(FiberRef.currentLoggers, loggers),
      Effect.withConsole(recordingConsole(yield* Effect.console, lines)),
      Logger.withMinimumLogLevel(LogLevel.All),
      Effect.withTracer(tracer),
      Effect.sandbox,
      Effect.either
    )
    const seen = spans.flatMap((span) => [
      ...forms([...span.attributes]),
      ...forms(span.links),
      ...("events" in span ? forms(span.events) : []),
      span._tag === "Span" ? inspect(span.status, { depth: 10, showHidden: true }) : ""
    ])
    return { lines, seen, spans, result }
  })

/** All that the client's metrics show, of everything that was done until now. */
export const metricForms = Effect.map(Metric.snapshot, (pairs) =>
  pairs.filter(({ metricKey }) => metricKey.name.startsWith("wandb_")).flatMap(forms)
)

/** Runs a program while time passes: one that settles a lost answer waits a little in between. */
export const inTime = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(program)
    yield* TestClock.adjust("1 minute")
    return yield* fiber
  })

/** A test's clock on which only what takes long takes time: looking for a lost key again does not. */
export const impatient = Effect.map(Effect.clock, (clock): Clock.Clock =>
  Object.assign(Object.create(clock), {
    sleep: (wait: Duration.Duration) =>
      Duration.lessThan(wait, "5 seconds") ? Effect.yieldNow() : clock.sleep(wait)
  })
)
