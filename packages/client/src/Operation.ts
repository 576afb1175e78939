/**
 * GraphQL operations as values: what is sent, and how its answer is read.
 *
 * @since 0.1.0
 */
import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"

/**
 * What variables are made of: JSON, since they are sent as they are. `undefined` is left out.
 *
 * @since 0.1.0
 * @category models
 */
export type Json =
  null | undefined | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json }

/**
 * A query: it changes nothing and may be repeated at will.
 *
 * @since 0.1.0
 * @category models
 */
export interface Query<Variables, Result, Data> {
  readonly kind: "query"
  /** The operation's name in the document, and in every error and span. */
  readonly name: string
  readonly document: string
  /** The variables, as they are sent. */
  readonly variables: Schema.Schema<Variables>
  /** Reads the `data` of the answer. */
  readonly result: Schema.Schema<Result, Data>
}

/**
 * A mutation: it changes something, and is repeated only where that is harmless.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mutation<Variables, Result, Data> {
  readonly kind: "mutation"
  /** The operation's name in the document, and in every error and span. */
  readonly name: string
  readonly document: string
  /** The variables, as they are sent. */
  readonly variables: Schema.Schema<Variables>
  /** Reads the `data` of the answer. */
  readonly result: Schema.Schema<Result, Data>
  /** Whether sending it a second time changes nothing more. */
  readonly idempotent: boolean
  /** How to find out whether it happened, when the answer was lost: one or more sentences. */
  readonly ifLost: string
  /**
   * Which error means that an earlier try of the same call has done it, where the answer to that try was lost, and
   * the result that it has then.
   */
  readonly alreadyDone: Option.Option<AlreadyDone<Result>>
  /** Which results mean that the server has refused: they become `PermissionDenied`. */
  readonly refusedWhen: Option.Option<(result: Result) => boolean>
}

/**
 * An error that means success, when an earlier try of the same call may have brought it about.
 *
 * @since 0.1.0
 * @category models
 */
export interface AlreadyDone<Result> {
  readonly when: (error: QueryError) => boolean
  readonly result: Result
}

/**
 * An operation of either kind.
 *
 * @since 0.1.0
 * @category models
 */
export type Operation<Variables, Result, Data> =
  Query<Variables, Result, Data> | Mutation<Variables, Result, Data>

/**
 * Describes a query.
 *
 * @example
 * ```ts
 * import { Operation, WandbClient } from "@effect-wandb/client"
 * import { Effect, Schema } from "effect"
 *
 * const viewerPhoto = Operation.query("ViewerPhoto", {
 *   document: "query ViewerPhoto { viewer { photoUrl } }",
 *   variables: Schema.Struct({}),
 *   result: Schema.Struct({
 *     viewer: Schema.NullOr(Schema.Struct({ photoUrl: Schema.NullOr(Schema.String) }))
 *   })
 * })
 *
 * const program = Effect.flatMap(WandbClient.WandbClient, (client) => client.query(viewerPhoto, {}))
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const query = <Variables extends Readonly<Record<string, Json>>, Result, Data>(
  name: string,
  options: {
    readonly document: string
    readonly variables: Schema.Schema<Variables>
    readonly result: Schema.Schema<Result, Data>
  }
): Query<Variables, Result, Data> => ({ kind: "query", name, ...options })

/**
 * Describes a mutation.
 *
 * @since 0.1.0
 * @category constructors
 */
export const mutation = <Variables extends Readonly<Record<string, Json>>, Result, Data>(
  name: string,
  options: {
    readonly document: string
    readonly variables: Schema.Schema<Variables>
    readonly result: Schema.Schema<Result, Data>
    readonly idempotent: boolean
    readonly ifLost: string
    readonly alreadyDone?: AlreadyDone<Result> | undefined
    readonly refusedWhen?: ((result: Result) => boolean) | undefined
  }
): Mutation<Variables, Result, Data> => ({
  kind: "mutation",
  name,
  ...options,
  alreadyDone: Option.fromNullable(options.alreadyDone),
  refusedWhen: Option.fromNullable(options.refusedWhen)
})
