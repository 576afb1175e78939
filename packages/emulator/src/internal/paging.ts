import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Iterable from "effect/Iterable"
import { invalid, type Refusal } from "./refusal.js"

/** The arguments of a Relay connection. */
export interface PageArgs {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
}

export interface Connection<A> {
  readonly edges: ReadonlyArray<{ readonly cursor: string; readonly node: A }>
  readonly pageInfo: {
    readonly startCursor: string | null
    readonly endCursor: string | null
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
  }
}

/** Rows in ascending order of their positions, read no further than a page needs. */
export interface Rows<A> {
  readonly positionOf: (row: A) => number
  /** The rows from a position up, in ascending order. */
  readonly from: (position: number) => Iterable<A>
  /** The rows below a position, in descending order. */
  readonly below: (position: number) => Iterable<A>
}

/** Rows that are all there already. */
export const listed = <A>(rows: ReadonlyArray<A>, positionOf: (row: A) => number): Rows<A> => ({
  positionOf,
  from: (position) => rows.filter((row) => positionOf(row) >= position),
  below: (position) => Arr.reverse(rows.filter((row) => positionOf(row) < position))
})

/** The rows that fit, at their positions. */
export const filtered = <A>(rows: Rows<A>, fits: (row: A) => boolean): Rows<A> => ({
  positionOf: rows.positionOf,
  from: (position) => Iterable.filter(rows.from(position), fits),
  below: (position) => Iterable.filter(rows.below(position), fits)
})

/**
 * One page of rows.
 *
 * A cursor holds a position rather than an index, so that paging goes on undisturbed while rows come and go.
 */
export const page = <A>(
  rows: Rows<A>,
  args: PageArgs,
  maxPageSize: number
): Either.Either<Connection<A>, Refusal> => {
  const after = position(args.after, -1)
  const before = position(args.before, Infinity)
  const first = size("first", args.first, maxPageSize)
  const last = size("last", args.last, maxPageSize)
  // Plainly, because it is done for every connection of every user.
  if (Either.isLeft(after)) return Either.left(after.left)
  if (Either.isLeft(before)) return Either.left(before.left)
  if (Either.isLeft(first)) return Either.left(first.left)
  if (Either.isLeft(last)) return Either.left(last.left)
  const from = after.right + 1
  const to = Math.max(from, before.right)
  const isBackwards = args.first == null && args.last != null

  // A page lies between two positions, also where it is empty: what is beyond them decides on `has…Page`.
  const { positionOf } = rows
  const taken = isBackwards
    ? Arr.reverse(takeUpTo(last.right, rows.below(to), (row) => positionOf(row) >= from))
    : takeUpTo(first.right, rows.from(from), (row) => positionOf(row) < to)
  const lastTaken = taken.at(-1)
  const end = isBackwards ? to : lastTaken === undefined ? from : positionOf(lastTaken) + 1
  const edges = taken
    .slice(Math.max(0, taken.length - last.right))
    .map((node) => ({ cursor: cursor(positionOf(node)), node }))
  const start = edges[0] === undefined ? end : positionOf(edges[0].node)

  return Either.right({
    edges,
    pageInfo: {
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: !Iterable.isEmpty(rows.from(end)),
      hasPreviousPage: !Iterable.isEmpty(rows.below(start))
    }
  })
}

const takeUpTo = <A>(count: number, rows: Iterable<A>, isWithin: (row: A) => boolean): Array<A> => {
  const taken: Array<A> = []
  if (count === 0) return taken
  for (const row of rows) {
    if (!isWithin(row)) break
    taken.push(row)
    if (taken.length === count) break
  }
  return taken
}

const cursor = (position: number): string => btoa(`cursor:${position}`)

const position = (text: string | null | undefined, absent: number): Either.Either<number, Refusal> => {
  if (text == null) return Either.right(absent)
  if (text.length > 64) return invalid("invalid cursor")
  const plain = Either.getOrElse(Encoding.decodeBase64String(text), () => "")
  return /^cursor:[0-9]{1,15}$/.test(plain) ? Either.right(Number(plain.slice(7))) : invalid("invalid cursor")
}

const size = (
  name: string,
  value: number | null | undefined,
  largest: number
): Either.Either<number, Refusal> => {
  if (value == null) return Either.right(largest)
  return value < 0 ? invalid(`${name} must not be negative`) : Either.right(Math.min(value, largest))
}
