import * as Arr from "effect/Array"
import * as Option from "effect/Option"
import * as AST from "effect/SchemaAST"

/** What kind of value stands there, never which. */
export const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return "nothing"
  if (Array.isArray(value)) return "a list"
  switch (typeof value) {
    case "string":
      return "a string"
    case "number":
      return "a number"
    case "boolean":
      return "true or false"
    default:
      return "an object"
  }
}

/** What is expected, for a sentence. */
export const expectationOf = (ast: AST.AST): string => {
  switch (ast._tag) {
    case "StringKeyword":
    case "TemplateLiteral":
      return "a string"
    case "NumberKeyword":
      return "a number"
    case "BooleanKeyword":
      return "true or false"
    case "TupleType":
      return "a list"
    case "TypeLiteral":
      return "an object"
    case "Literal":
      return String(ast.literal)
    case "Refinement":
      return Option.getOrElse(AST.getDescriptionAnnotation(ast), () => expectationOf(ast.from))
    case "Transformation":
      return expectationOf(ast.from)
    case "Suspend":
      return expectationOf(ast.f())
    case "Union":
      return Arr.dedupe(ast.types.filter((type) => !AST.isUndefinedKeyword(type)).map(expectationOf)).join(
        " or "
      )
    default:
      return "another value"
  }
}

/** What form is expected of a value that is of the right kind. */
export const formOf = (ast: AST.Refinement | AST.Transformation): string =>
  AST.isRefinement(ast)
    ? expectationOf(ast)
    : Option.getOrElse(AST.getDescriptionAnnotation(ast.from), () => "another form of it")

/** The texts of which a value has to be one; none where other values are possible too. */
export const literalsOf = (ast: AST.AST): ReadonlyArray<string> => {
  if (AST.isLiteral(ast)) return typeof ast.literal === "string" ? [ast.literal] : []
  if (!AST.isUnion(ast)) return []
  const types = ast.types.filter((type) => !AST.isUndefinedKeyword(type)).map(literalsOf)
  return types.every(Arr.isNonEmptyReadonlyArray) ? types.flat() : []
}
