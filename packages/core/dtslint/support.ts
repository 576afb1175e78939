import type { Effect, Stream } from "effect"

/** What can happen to every operation that changes nothing. */
export type Query = "Unauthenticated" | "PermissionDenied" | "RequestFailed" | "UnexpectedResponse"

/** What can happen to every operation that changes something. */
export type Mutation = Query | "OutcomeUnknown"

export type TagOf<E> = E extends { readonly _tag: infer Tag } ? Tag : never

type Function<R> = (...args: never) => R

/** The tags of the errors in which an operation may end. */
export type ErrorOf<F> =
  F extends Function<Effect.Effect<infer _A, infer E, infer _R>>
    ? TagOf<E>
    : F extends Function<Stream.Stream<infer _A, infer E, infer _R>>
      ? TagOf<E>
      : F extends Effect.Effect<infer _A, infer E, infer _R>
        ? TagOf<E>
        : F extends Stream.Stream<infer _A, infer E, infer _R>
          ? TagOf<E>
          : never

/** What an operation needs. */
export type ContextOf<F> =
  F extends Function<Effect.Effect<infer _A, infer _E, infer R>>
    ? R
    : F extends Function<Stream.Stream<infer _A, infer _E, infer R>>
      ? R
      : F extends Effect.Effect<infer _A, infer _E, infer R>
        ? R
        : F extends Stream.Stream<infer _A, infer _E, infer R>
          ? R
          : never

/** What any of the methods of a service needs. */
export type NeedsOf<Service> = { [Method in keyof Service]: ContextOf<Service[Method]> }[keyof Service]

/** Stands for a value of any type: what is tested here is never run. */
export declare const anything: <A>() => A
