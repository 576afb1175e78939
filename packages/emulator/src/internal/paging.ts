import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
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

/**
 * One page of rows that stand in ascending order of their positions.
 *
 * A cursor holds a position rather than an index, so that paging goes on undisturbed while rows come and go.
 */
export const page = <A>(
  rows: ReadonlyArray<A>,
  positionOf: (row: A) => number,
  args: PageArgs,
  maxPageSize: number
): Either.Either<Connection<A>, Refusal> =>
  Either.gen(function* () {
    const after = yield* position(args.after, -1)
    const before = yield* position(args.before, Infinity)
    const isBackwards = args.first == null && args.last != null
    const first = isBackwards ? Infinity : Math.min(yield* size("first", args.first), maxPageSize)
    const last = Math.min(yield* size("last", args.last), maxPageSize)

    const from = indexFrom(rows, (row) => positionOf(row) > after)
    const to = Math.max(
      from,
      indexFrom(rows, (row) => positionOf(row) >= before)
    )
    const end = Math.min(to, from + first)
    const start = Math.max(from, end - last)

    const edges = rows.slice(start, end).map((node) => ({ cursor: cursor(positionOf(node)), node }))
    return {
      edges,
      pageInfo: {
        startCursor: edges.at(0)?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
        hasNextPage: end < rows.length,
        hasPreviousPage: start > 0
      }
    }
  })

const indexFrom = <A>(rows: ReadonlyArray<A>, reached: (row: A) => boolean): number => {
  const index = rows.findIndex(reached)
  return index === -1 ? rows.length : index
}

const cursor = (position: number): string => Encoding.encodeBase64(`cursor:${position}`)

const position = (text: string | null | undefined, absent: number): Either.Either<number, Refusal> => {
  if (text == null) return Either.right(absent)
  const plain = Either.getOrElse(Encoding.decodeBase64String(text), () => "")
  return /^cursor:[0-9]{1,15}$/.test(plain) ? Either.right(Number(plain.slice(7))) : invalid("invalid cursor")
}

const size = (name: string, value: number | null | undefined): Either.Either<number, Refusal> => {
  if (value == null) return Either.right(Infinity)
  return value < 0 ? invalid(`${name} must not be negative`) : Either.right(value)
}
