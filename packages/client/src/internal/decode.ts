import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import type * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"

/** Where an answer is wrong and how, without any value of it: values may be secrets. */
export interface Mismatch {
  readonly path: string
  readonly problem: string
}

const kindOf = (value: unknown): string => {
  if (value === null) return "null"
  if (value === undefined) return "nothing"
  if (Array.isArray(value)) return "an array"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

const expectation = (ast: SchemaAST.AST): string => {
  switch (ast._tag) {
    case "StringKeyword":
      return "a string"
    case "NumberKeyword":
      return "a number"
    case "BooleanKeyword":
      return "a boolean"
    case "TupleType":
      return "an array"
    case "TypeLiteral":
      return "an object"
    case "Refinement":
    case "Transformation":
      return expectation(ast.from)
    case "Union":
      return ast.types.map(expectation).join(" or ")
    default:
      return "another kind of value"
  }
}

const segment = (key: PropertyKey): string => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)

const mismatchAt = (issue: ParseResult.ParseIssue, path: string): Mismatch => {
  switch (issue._tag) {
    case "Pointer":
      return mismatchAt(issue.issue, path + Arr.ensure(issue.path).map(segment).join(""))
    case "Composite": {
      // The deepest issue says most: of a value that may be null, the one about the value and not about null.
      const mismatches = Arr.ensure(issue.issues).map((inner) => mismatchAt(inner, path))
      return mismatches.reduce((deepest, next) => (next.path.length > deepest.path.length ? next : deepest))
    }
    case "Missing":
      return { path, problem: "it is missing" }
    case "Refinement":
    case "Transformation":
      return issue.kind === "From" || issue.kind === "Encoded"
        ? mismatchAt(issue.issue, path)
        : { path, problem: `${kindOf(issue.actual)} of another form was expected` }
    default:
      return {
        path,
        problem: `expected ${"ast" in issue ? expectation(issue.ast) : "nothing"}, got ${kindOf(issue.actual)}`
      }
  }
}

/** Reads a value with a schema, and says where it does not fit. */
export const decode = <A, I>(schema: Schema.Schema<A, I>, root: string) => {
  const parse = Schema.decodeUnknownEither(schema)
  return (value: unknown): Either.Either<A, Mismatch> =>
    Either.mapLeft(parse(value), (error) => mismatchAt(error.issue, root))
}
