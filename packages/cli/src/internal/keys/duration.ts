import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"

const units: Readonly<Record<string, Duration.Duration>> = {
  s: Duration.seconds(1),
  m: Duration.minutes(1),
  h: Duration.hours(1),
  d: Duration.days(1),
  w: Duration.weeks(1)
}

/** Reads a time such as `90s`, `10m`, `24h` or `7d`. */
export const parse = (text: string, option: string): Effect.Effect<Duration.Duration, Problem> => {
  const [, number = "", letter = ""] = /^(\d+(?:\.\d+)?) ?([smhdw])$/.exec(text.trim()) ?? []
  const unit = units[letter]
  return unit === undefined
    ? Effect.fail(
        new Problem({
          what: `${option}: ${JSON.stringify(Printable.line(text))} is no length of time.`,
          todo: "It is a number with s, m, h, d or w behind it, such as 10m or 24h."
        })
      )
    : Effect.succeed(Duration.times(unit, Number(number)))
}
