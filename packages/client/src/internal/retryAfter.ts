import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import type { AnswerHeaders } from "./send.js"

/** A year in seconds: nobody waits for longer, and durations without an end cannot be printed. */
const longest = 365 * 24 * 60 * 60

const seconds = (text: string | undefined): Duration.Duration | undefined =>
  text !== undefined && /^\d+(\.\d+)?$/.test(text.trim())
    ? Duration.seconds(Math.min(Number(text), longest))
    : undefined

const untilDate = (text: string | undefined, now: number): Duration.Duration | undefined => {
  // JavaScript takes much for a date, "-1" for one; a date of HTTP begins with the day of the week.
  const date = /^[a-z]{3,9},? /i.test(text ?? "") ? Date.parse(text ?? "") : Number.NaN
  return Number.isNaN(date) ? undefined : Duration.millis(Math.min(Math.max(0, date - now), longest * 1000))
}

/** How long the server asks to wait: `Retry-After` in seconds or as a date, else W&B's `RateLimit-Reset` in seconds. */
export const retryAfter = (headers: AnswerHeaders, now: number): Duration.Duration | undefined =>
  seconds(headers.retryAfter) ?? untilDate(headers.retryAfter, now) ?? seconds(headers.rateLimitReset)

/** How long the server will refuse every request, where it announces that there is none left. */
export const exhausted = (headers: AnswerHeaders, now: number): Option.Option<Duration.Duration> =>
  headers.rateLimitRemaining?.trim() === "0"
    ? Option.fromNullable(seconds(headers.rateLimitReset) ?? retryAfter(headers, now))
    : Option.none()
