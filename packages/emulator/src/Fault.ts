/**
 * What goes wrong with requests, as data.
 *
 * Each fault waits for the first request that it fits, `times` times, or meets those that it fits by chance; faults
 * are tried in the order in which they were injected, and one request meets at most one of them. A caller that gives
 * up does not undo what a request does: the effect takes place, at once or later.
 *
 * @since 0.1.0
 */
import type { DurationInput } from "effect/Duration"
import { decode } from "effect/Duration"
import * as Schema from "effect/Schema"

const target = {
  operation: Schema.optional(Schema.String),
  times: Schema.optional(Schema.Int.pipe(Schema.positive())),
  probability: Schema.optional(Schema.Number.pipe(Schema.greaterThan(0), Schema.lessThanOrEqualTo(1)))
}

const response = {
  status: Schema.Int.pipe(Schema.between(200, 599)),
  headers: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.String })),
  body: Schema.optional(Schema.Unknown)
}

/**
 * A request is answered with the given response instead of being executed.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Respond = Schema.TaggedStruct("Respond", { ...target, ...response })

/**
 * A request takes effect, but is answered with the given response.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RespondAfter = Schema.TaggedStruct("RespondAfter", { ...target, ...response })

/**
 * The connection is reset before the request takes effect.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DropBefore = Schema.TaggedStruct("DropBefore", target)

/**
 * The connection is reset after the request took effect.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DropAfter = Schema.TaggedStruct("DropAfter", target)

/**
 * The connection is refused; on a socket, which has accepted it by then, it is reset before the effect.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Refuse = Schema.TaggedStruct("Refuse", target)

/**
 * A request takes effect only after a while, even when the caller has given up by then.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Delay = Schema.TaggedStruct("Delay", { ...target, duration: Schema.DurationFromSelf })

/**
 * A request takes effect at once, but is answered only after a while.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DelayAfter = Schema.TaggedStruct("DelayAfter", { ...target, duration: Schema.DurationFromSelf })

/**
 * The connection is reset at once, and the request takes effect after a while all the same, as behind a proxy that
 * gave up.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ActLater = Schema.TaggedStruct("ActLater", { ...target, duration: Schema.DurationFromSelf })

/**
 * A request takes effect, but only the first half of the answer's body is sent, as if it were the whole.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Truncate = Schema.TaggedStruct("Truncate", target)

/**
 * Everything that can go wrong with a request.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Fault = Schema.Union(
  Respond,
  RespondAfter,
  DropBefore,
  DropAfter,
  Refuse,
  Delay,
  DelayAfter,
  ActLater,
  Truncate
)

/**
 * Something that goes wrong with a request.
 *
 * @since 0.1.0
 * @category models
 */
export type Fault = typeof Fault.Type

/**
 * Which requests a fault meets: `operation` is a GraphQL operation name or a root field such as
 * `generateApiKey` (any request when absent), and `probability` is the chance of each of them to meet the fault, more
 * than 0 and at most 1. `times` is how many meet it at most: when absent, 1 without a `probability`, and any number
 * with one. With the `randomSeed` of the instance, the same requests meet the same faults.
 *
 * Constructors throw on `times` that are no positive whole number, and on a `probability` out of its bounds.
 *
 * @since 0.1.0
 * @category options
 */
export interface Target {
  readonly operation?: string | undefined
  readonly times?: number | undefined
  readonly probability?: number | undefined
}

/**
 * The answer that a fault gives: a string `body` is sent as it is, anything else as JSON; `status` is 200 to 599.
 *
 * @since 0.1.0
 * @category options
 */
export interface ResponseOptions extends Target {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: unknown
}

/**
 * Makes a fault that answers instead of executing; throws on a status outside 200 to 599.
 *
 * @since 0.1.0
 * @category constructors
 */
export const respond = (options: ResponseOptions): Fault => Respond.make(options)

/**
 * Makes a fault that executes, and then gives another answer; throws on a status outside 200 to 599.
 *
 * @since 0.1.0
 * @category constructors
 */
export const respondAfter = (options: ResponseOptions): Fault => RespondAfter.make(options)

/**
 * Makes a fault that resets the connection before the effect.
 *
 * @since 0.1.0
 * @category constructors
 */
export const dropBefore = (target: Target = {}): Fault => DropBefore.make(target)

/**
 * Makes a fault that resets the connection after the effect.
 *
 * @since 0.1.0
 * @category constructors
 */
export const dropAfter = (target: Target = {}): Fault => DropAfter.make(target)

/**
 * Makes a fault that refuses the connection.
 *
 * @since 0.1.0
 * @category constructors
 */
export const refuse = (target: Target = {}): Fault => Refuse.make(target)

/**
 * Makes a fault that waits before executing; who gives up meanwhile does not prevent the effect.
 *
 * @since 0.1.0
 * @category constructors
 */
export const delay = (duration: DurationInput, target: Target = {}): Fault =>
  Delay.make({ ...target, duration: decode(duration) })

/**
 * Makes a fault that executes, and waits before answering.
 *
 * @since 0.1.0
 * @category constructors
 */
export const delayAfter = (duration: DurationInput, target: Target = {}): Fault =>
  DelayAfter.make({ ...target, duration: decode(duration) })

/**
 * Makes a fault that resets the connection at once, and executes after a while.
 *
 * @since 0.1.0
 * @category constructors
 */
export const actLater = (duration: DurationInput, target: Target = {}): Fault =>
  ActLater.make({ ...target, duration: decode(duration) })

/**
 * Makes a fault that executes, and sends only the first half of the answer's body in an HTTP answer that is complete:
 * what is left of JSON is none.
 *
 * @since 0.1.0
 * @category constructors
 */
export const truncate = (target: Target = {}): Fault => Truncate.make(target)
