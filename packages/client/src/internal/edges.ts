import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

/** An edge of a connection, which may hide its node, with its cursor where that was asked for. */
export interface Edge<A> {
  readonly node: A | null
  readonly cursor: string | null
}

const anArray = Schema.Array(Schema.Unknown).ast
const anObject = Schema.Struct({}).ast

type Parse<A> = (input: unknown) => Either.Either<A, ParseResult.ParseIssue>

const wrong = (
  ast: typeof anArray | typeof anObject,
  input: unknown
): Either.Either<never, ParseResult.ParseIssue> => Either.left(new ParseResult.Type(ast, input))

const readEdge = <A>(edge: unknown, parse: Parse<A>): Either.Either<Edge<A>, ParseResult.ParseIssue> => {
  if (!Predicate.isRecord(edge)) return wrong(anObject, edge)
  const cursor = typeof edge.cursor === "string" ? edge.cursor : null
  if (edge.node === null) return Either.right({ node: null, cursor })
  return Either.mapBoth(parse(edge.node), {
    onLeft: (issue) => new ParseResult.Pointer("node", edge, issue),
    onRight: (node) => ({ node, cursor })
  })
}

const readAll = <A>(
  input: unknown,
  parse: Parse<A>
): Either.Either<ReadonlyArray<Edge<A>>, ParseResult.ParseIssue> => {
  if (!Array.isArray(input)) return wrong(anArray, input)
  const edges: Array<Edge<A>> = []
  for (let index = 0; index < input.length; index++) {
    const edge = readEdge(input[index], parse)
    if (Either.isLeft(edge)) return Either.left(new ParseResult.Pointer(index, input, edge.left))
    edges.push(edge.right)
  }
  return Either.right(edges)
}

/**
 * The edges of a connection, read in one go. As a schema of arrays, objects and nulls, what is around the nodes would
 * take longer to read than they do, and there may be thousands of them.
 */
export const edges = <A, I>(node: Schema.Schema<A, I>) =>
  Schema.declare([node], {
    decode: (node) => {
      const parse = ParseResult.decodeUnknownEither(node)
      return (input) => readAll(input, parse)
    },
    encode: (node) => {
      const parse = ParseResult.encodeUnknownEither(node)
      return (input) => readAll(input, parse)
    }
  })

/** The nodes that are shown. */
export const nodes = <A>(edges: ReadonlyArray<Edge<A>>): ReadonlyArray<A> =>
  Arr.filterMap(edges, ({ node }) => Option.fromNullable(node))
