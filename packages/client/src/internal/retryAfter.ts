import * as Duration from "effect/Duration"
import type { AnswerHeaders } from "./send.js"

const seconds = (text: string | undefined): Duration.Duration | undefined =>
  text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Duration.seconds(Number(text)) : undefined

const untilDate = (text: string | undefined, now: number): Duration.Duration | undefined => {
  const date = Date.parse(text ?? "")
  return Number.isNaN(date) ? undefined : Duration.millis(Math.max(0, date - now))
}

/** How long the server asks to wait: `Retry-After` in seconds or as a date, else W&B's `RateLimit-Reset` in seconds. */
export const retryAfter = (headers: AnswerHeaders, now: number): Duration.Duration | undefined =>
  seconds(headers.retryAfter) ?? untilDate(headers.retryAfter, now) ?? seconds(headers.rateLimitReset)
