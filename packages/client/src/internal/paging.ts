import { type QueryError, UnexpectedResponse } from "@effect-wandb/core/WandbError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { failNaming } from "./call.js"

/** How many entries to ask for at once. */
export const pageSize = 100

export const PageInfo = Schema.Struct({
  hasNextPage: Schema.Boolean,
  endCursor: Schema.NullOr(Schema.String)
})

/** A part of a connection, and where the next part begins if there is one. */
export interface Page<A> {
  readonly items: ReadonlyArray<A>
  /** The cursor after which the next page begins; `Some(null)` when there is more and the server did not say where. */
  readonly next: Option.Option<string | null>
}

export const nextOf = (pageInfo: typeof PageInfo.Type): Page<never>["next"] =>
  pageInfo.hasNextPage ? Option.some(pageInfo.endCursor) : Option.none()

export interface Connection {
  /** The operation and the connection's place in its answer, for the error of a cursor that stands still. */
  readonly name: string
  readonly path: string
}

/** A connection that cannot be followed to its end. */
export const broken = (connection: Connection, problem: string): Effect.Effect<never, UnexpectedResponse> =>
  failNaming(
    connection,
    (attempt) => new UnexpectedResponse({ ...attempt, path: connection.path, problem, mayHaveActed: false })
  )

const standsStill = (connection: Connection) =>
  broken(connection, "there is said to be a next page, but the cursor does not advance")

/** A page may be empty when its nodes are hidden; many in a row are a server that leads nowhere. */
const mostEmptyPages = 20

/**
 * Pages through a connection from `after` on, and fails on a cursor that was seen before: a server that repeats
 * one would keep its client busy for ever.
 */
export const pages = <A, E>(
  connection: Connection,
  fetch: (after: string | null) => Effect.Effect<Page<A>, E>,
  after: string | null = null
): Stream.Stream<ReadonlyArray<A>, E | UnexpectedResponse> =>
  Stream.suspend(() => {
    const seen = new Set<string | null>([null, "", after])
    let emptyPages = 0
    return Stream.paginateEffect(after, (cursor) =>
      Effect.flatMap(fetch(cursor), ({ items, next }) => {
        if (Option.isNone(next)) return Effect.succeed([items, Option.none<string | null>()] as const)
        emptyPages = items.length === 0 ? emptyPages + 1 : 0
        if (seen.has(next.value) || emptyPages > mostEmptyPages) return standsStill(connection)
        seen.add(next.value)
        return Effect.succeed([items, next] as const)
      })
    )
  })

/** The pages after one that came with another answer, or with an answer that was looked at before. */
export const pagesAfter = <A, E>(
  first: Page<A>,
  source: Connection,
  rest: Connection,
  fetch: (after: string | null) => Effect.Effect<Page<A>, E>
): Stream.Stream<ReadonlyArray<A>, E | UnexpectedResponse> => {
  if (Option.isNone(first.next)) return Stream.empty
  const after = first.next.value
  return after === null || after === "" ? Stream.fromEffect(standsStill(source)) : pages(rest, fetch, after)
}

/** Completes a connection whose first page came with another answer. */
export const complete = <A>(
  first: Page<A>,
  source: Connection,
  rest: Connection,
  fetch: (after: string | null) => Effect.Effect<Page<A>, QueryError>
): Effect.Effect<ReadonlyArray<A>, QueryError> =>
  Stream.runFold(pagesAfter(first, source, rest, fetch), first.items, (all, items) => [...all, ...items])
