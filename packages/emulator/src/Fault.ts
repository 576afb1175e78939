/**
 * What goes wrong with requests, as data.
 *
 * Each fault waits for the first request that it fits, `times` times; faults are tried in the order in which
 * they were injected, and one request meets at most one of them.
 *
 * @since 0.1.0
 */
import type { DurationInput } from "effect/Duration"
import { decode } from "effect/Duration"
import * as Schema from "effect/Schema"

const target = {
  operation: Schema.optional(Schema.String),
  times: Schema.optional(Schema.Int.pipe(Schema.positive()))
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
 * A request is executed only after a while.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Delay = Schema.TaggedStruct("Delay", { ...target, duration: Schema.DurationFromSelf })

/**
 * Everything that can go wrong with a request.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Fault = Schema.Union(Respond, RespondAfter, DropBefore, DropAfter, Refuse, Delay)

/**
 * Something that goes wrong with a request.
 *
 * @since 0.1.0
 * @category models
 */
export type Fault = typeof Fault.Type

/**
 * Which requests a fault meets: `operation` is a GraphQL operation name or a root field such as
 * `generateApiKey` (any request when absent), `times` is how many of them (1 when absent). Constructors throw on
 * `times` that are no positive whole number.
 *
 * @since 0.1.0
 * @category options
 */
export interface Target {
  readonly operation?: string | undefined
  readonly times?: number | undefined
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
 * Makes a fault that waits before executing.
 *
 * @since 0.1.0
 * @category constructors
 */
export const delay = (duration: DurationInput, target: Target = {}): Fault =>
  Delay.make({ ...target, duration: decode(duration) })
