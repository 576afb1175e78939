/**
 * What goes wrong with requests, as data.
 *
 * Each fault waits for the first request that it fits, `times` times, or meets those that it fits by chance; faults
 * are tried in the order in which they were injected, and one request meets at most one of them. A caller that gives
 * up does not undo what a request does: the effect takes place, at once or later.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type { DurationInput } from "effect/Duration"
import * as Schema from "effect/Schema"
import { FaultDuration, HeaderValue, response, status, target } from "./internal/faultFields.js"

/**
 * A root field of the emulator.
 *
 * @since 0.1.0
 * @category models
 */
export type RootField =
  | "viewer"
  | "user"
  | "users"
  | "entity"
  | "serverInfo"
  | "createUser"
  | "generateApiKey"
  | "deleteApiKey"
  | "updateUser"
  | "deleteUser"
  | "undeleteUser"
  | "createTeam"
  | "deleteTeam"
  | "createInvite"
  | "deleteInvite"
  | "updateMember"
  | "createServiceAccount"

/**
 * A request is answered with the given response instead of being executed.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Respond = Schema.TaggedStruct("Respond", { ...target, ...response }).annotations({
  title: "Respond",
  description: "It is answered with this response, and nothing is executed"
})

/**
 * A request takes effect, but is answered with the given response.
 *
 * @since 0.1.0
 * @category schemas
 */
export const RespondAfter = Schema.TaggedStruct("RespondAfter", { ...target, ...response }).annotations({
  title: "RespondAfter",
  description: "It takes effect, and is answered with this response"
})

/**
 * The connection is reset before the request takes effect.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DropBefore = Schema.TaggedStruct("DropBefore", target).annotations({
  title: "DropBefore",
  description: "The connection is reset before the effect"
})

/**
 * The connection is reset after the request took effect.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DropAfter = Schema.TaggedStruct("DropAfter", target).annotations({
  title: "DropAfter",
  description: "The connection is reset after the effect"
})

/**
 * The connection is refused; on a socket, which has accepted it by then, it is reset before the effect.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Refuse = Schema.TaggedStruct("Refuse", target).annotations({
  title: "Refuse",
  description: "The connection is refused; on a socket it is reset before the effect"
})

/**
 * A request takes effect only after a while, even when the caller has given up by then.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Delay = Schema.TaggedStruct("Delay", { ...target, duration: FaultDuration }).annotations({
  title: "Delay",
  description: "It takes effect after a while"
})

/**
 * A request takes effect at once, but is answered only after a while.
 *
 * @since 0.1.0
 * @category schemas
 */
export const DelayAfter = Schema.TaggedStruct("DelayAfter", {
  ...target,
  duration: FaultDuration
}).annotations({ title: "DelayAfter", description: "It takes effect at once, and is answered after a while" })

/**
 * The connection is reset at once, and the request takes effect after a while all the same, as behind a proxy that
 * gave up.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ActLater = Schema.TaggedStruct("ActLater", { ...target, duration: FaultDuration }).annotations({
  title: "ActLater",
  description: "The connection is reset at once, and it takes effect after a while"
})

/**
 * A request takes effect, but only the first half of the answer's body is sent, as if it were the whole.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Truncate = Schema.TaggedStruct("Truncate", target).annotations({
  title: "Truncate",
  description: "It takes effect, and half of the body is sent"
})

/**
 * A request takes effect, but its answer is no JSON: the first character of the body is missing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const MalformedBody = Schema.TaggedStruct("MalformedBody", target).annotations({
  title: "MalformedBody",
  description: "It takes effect, and the first character of the body is missing"
})

/**
 * A request takes effect, and its answer bears another content type; `contentType` is `text/html` when absent.
 *
 * @since 0.1.0
 * @category schemas
 */
export const WrongContentType = Schema.TaggedStruct("WrongContentType", {
  ...target,
  contentType: Schema.optional(HeaderValue).annotations({ description: "text/html when absent" })
}).annotations({
  title: "WrongContentType",
  description: "It takes effect, and the answer has another content type"
})

/**
 * A request takes effect, and its answer begins at once, but its body takes a while to be sent.
 *
 * @since 0.1.0
 * @category schemas
 */
export const SlowBody = Schema.TaggedStruct("SlowBody", { ...target, duration: FaultDuration }).annotations({
  title: "SlowBody",
  description: "It takes effect, and the body takes a while"
})

/**
 * A request is not executed, and answered with GraphQL errors and no data; `status` is 200 when absent.
 *
 * @since 0.1.0
 * @category schemas
 */
export const GraphQLErrors = Schema.TaggedStruct("GraphQLErrors", {
  ...target,
  status: Schema.optional(status).annotations({ description: "The HTTP status" }),
  errors: Schema.propertySignature(
    Schema.NonEmptyArray(
      Schema.Struct({
        message: Schema.String,
        extensions: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
      })
    )
  ).annotations({ description: "The GraphQL errors" })
}).annotations({
  title: "GraphQLErrors",
  description: "It is answered with GraphQL errors, and nothing is executed"
})

/**
 * A request takes effect, but what lies at a path of its data is null, and an error says so. `path` holds the names of
 * fields, or their aliases, and indexes; a list that is not given an index stands for all of its items.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PartialData = Schema.TaggedStruct("PartialData", {
  ...target,
  status: Schema.optional(status).annotations({ description: "The HTTP status" }),
  path: Schema.propertySignature(
    Schema.NonEmptyArray(Schema.Union(Schema.String, Schema.NonNegativeInt))
  ).annotations({ description: "Fields or their aliases, and indexes; without one, all items of a list" }),
  message: Schema.propertySignature(Schema.String).annotations({ description: "What the error says" })
}).annotations({
  title: "PartialData",
  description: "It takes effect, and a part of the data is null, with an error"
})

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
  Truncate,
  MalformedBody,
  WrongContentType,
  SlowBody,
  GraphQLErrors,
  PartialData
)

/**
 * Something that goes wrong with a request.
 *
 * @since 0.1.0
 * @category models
 */
export type Fault = typeof Fault.Type

/**
 * A fault that waits for requests: how many met it, and how many more can, null for any number.
 *
 * @since 0.1.0
 * @category models
 */
export interface Armed {
  readonly fault: Fault
  readonly met: number
  readonly left: number | null
}

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
  readonly operation?: RootField | (string & {}) | undefined
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
  Delay.make({ ...target, duration: Duration.decode(duration) })

/**
 * Makes a fault that executes, and waits before answering.
 *
 * @since 0.1.0
 * @category constructors
 */
export const delayAfter = (duration: DurationInput, target: Target = {}): Fault =>
  DelayAfter.make({ ...target, duration: Duration.decode(duration) })

/**
 * Makes a fault that resets the connection at once, and executes after a while.
 *
 * @since 0.1.0
 * @category constructors
 */
export const actLater = (duration: DurationInput, target: Target = {}): Fault =>
  ActLater.make({ ...target, duration: Duration.decode(duration) })

/**
 * Makes a fault that executes, and sends only the first half of the answer's body in an HTTP answer that is complete:
 * what is left of JSON is none.
 *
 * @since 0.1.0
 * @category constructors
 */
export const truncate = (target: Target = {}): Fault => Truncate.make(target)

/**
 * Makes a fault that executes, and sends the answer's body without its first character, so that it is no JSON.
 *
 * @since 0.1.0
 * @category constructors
 */
export const malformedBody = (target: Target = {}): Fault => MalformedBody.make(target)

/**
 * Makes a fault that executes, and answers with another content type, `text/html` when absent.
 *
 * @since 0.1.0
 * @category constructors
 */
export const wrongContentType = (
  options: Target & { readonly contentType?: string | undefined } = {}
): Fault => WrongContentType.make(options)

/**
 * Makes a fault that executes, begins to answer at once, and takes a while for the body.
 *
 * @since 0.1.0
 * @category constructors
 */
export const slowBody = (duration: DurationInput, target: Target = {}): Fault =>
  SlowBody.make({ ...target, duration: Duration.decode(duration) })

/**
 * Makes a fault that answers with GraphQL errors and no data, without executing; `status` is 200 when absent.
 *
 * @since 0.1.0
 * @category constructors
 */
export const graphqlErrors = (
  errors: readonly [GraphQLErrorOptions, ...ReadonlyArray<GraphQLErrorOptions>],
  options: Target & { readonly status?: number | undefined } = {}
): Fault => GraphQLErrors.make({ ...options, errors })

/**
 * A GraphQL error as a fault gives it.
 *
 * @since 0.1.0
 * @category options
 */
export interface GraphQLErrorOptions {
  readonly message: string
  readonly extensions?: Readonly<Record<string, unknown>> | undefined
}

/**
 * What a fault takes out of the data: `path` holds fields, or their aliases, and indexes; `status` is that of the answer
 * when absent.
 *
 * @since 0.1.0
 * @category options
 */
export interface PartialDataOptions extends Target {
  readonly path: readonly [string | number, ...ReadonlyArray<string | number>]
  readonly message: string
  readonly status?: number | undefined
}

/**
 * Makes a fault that executes, and answers with null at a path of the data and an error that says so.
 *
 * A list on the path that is not given an index stands for all of its items.
 *
 * @since 0.1.0
 * @category constructors
 */
export const partialData = (options: PartialDataOptions): Fault => PartialData.make(options)
