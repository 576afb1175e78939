import * as Cause from "effect/Cause"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Inspectable from "effect/Inspectable"
import * as Style from "./output/style.js"
import * as Printable from "./printable.js"
import type { Screen } from "./screen.js"
import type { Volume } from "./settings.js"

const shownOf = (message: unknown): string =>
  Array.isArray(message) ? message.map(shownOf).join(" ") : Inspectable.toStringUnknown(message, 0)

const colourOf = (level: LogLevel.LogLevel, style: Style.Style) => {
  if (LogLevel.greaterThanEqual(level, LogLevel.Error)) return style.red
  return LogLevel.greaterThanEqual(level, LogLevel.Warning) ? style.yellow : style.dim
}

/** One line of standard error for each thing that is logged, such as `warning: …`; causes with `--verbose` alone. */
const logger = (screen: Screen.Service, volume: Volume, style: Style.Style): Logger.Logger<unknown, void> =>
  Logger.make(({ annotations, cause, logLevel, message, spans }) => {
    const label = colourOf(logLevel, style)(`${logLevel._tag.toLowerCase()}:`)
    const isVerbose = volume === "verbose"
    const notes = isVerbose ? Array.from(annotations, ([key, value]) => `${key}=${shownOf(value)}`) : []
    const within = isVerbose ? Array.from(spans, (span) => `in ${span.label}`) : []
    const words = [shownOf(message), ...notes, ...within].join(" ")
    const why =
      isVerbose && !Cause.isEmpty(cause) ? `\n${Cause.pretty(cause, { renderErrorCause: true })}` : ""
    screen.unsafeNote(`${label} ${Printable.withoutKeys(Printable.lines(words + why))}`)
  })

const least: Readonly<Record<Volume, LogLevel.LogLevel>> = {
  quiet: LogLevel.Error,
  normal: LogLevel.Warning,
  verbose: LogLevel.Debug
}

/** Logs to standard error from the level that is asked for. */
export const layer = (
  screen: Screen.Service,
  {
    colours,
    logLevel,
    volume
  }: {
    readonly colours: boolean
    readonly logLevel: LogLevel.LogLevel | undefined
    readonly volume: Volume
  }
): Layer.Layer<never> =>
  Layer.merge(
    Logger.replace(Logger.defaultLogger, logger(screen, volume, Style.when(colours))),
    Logger.minimumLogLevel(logLevel ?? least[volume])
  )
