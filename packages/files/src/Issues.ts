/**
 * What a schema has against a value, in words that repeat no secret.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { ParseIssue } from "effect/ParseResult"
import * as AST from "effect/SchemaAST"
import { nearest } from "./Nearest.js"
import { expectationOf, formOf, kindOf, literalsOf } from "./internal/expectations.js"
import type { Path } from "./FieldPath.js"
import { shown } from "./Secrets.js"

/**
 * What is wrong with a field, and the value to look at, or with `onName` the name of that value.
 *
 * @since 0.1.0
 * @category models
 */
export interface Finding {
  readonly field: Path
  readonly spot: Path
  readonly onName: boolean
  readonly reason: string
}

type Findings = ReadonlyArray<Finding>
type Secrets = ReadonlyArray<string>

/**
 * What an issue says, in words of our own: those of schemas repeat values, and values may be secrets.
 *
 * Repeated are unknown names and literals, and texts and numbers of a wrong form, as long as they are short, do not look
 * like keys, and are no secret of the file.
 *
 * @since 0.1.0
 * @category describing
 */
export const findings = (issue: ParseIssue, secrets: Secrets): Arr.NonEmptyReadonlyArray<Finding> => {
  const found = visit(issue, secrets, [])
  return Arr.isNonEmptyReadonlyArray(found) ? found : [misfit([], "it is not what it should be")]
}

const visit = (issue: ParseIssue, secrets: Secrets, path: Path): Findings => {
  switch (issue._tag) {
    case "Pointer":
      return visit(issue.issue, secrets, [...path, ...Arr.ensure(issue.path)])
    case "Composite": {
      const issues = Arr.ensure(issue.issues)
      if (AST.isUnion(issue.ast)) return ofUnion(issue.ast, issue.actual, issues, secrets, path)
      if (AST.isTypeLiteral(issue.ast)) return ofObject(issue.ast, issues, secrets, path)
      return issues.flatMap((inner) => visit(inner, secrets, path))
    }
    case "Missing": {
      const reason = `it is missing${listed(literalsOf(issue.ast.type))}`
      return [{ field: path, spot: path.slice(0, -1), onName: false, reason }]
    }
    case "Refinement":
    case "Transformation":
      return issue.kind === "From" || issue.kind === "Encoded"
        ? visit(issue.issue, secrets, path)
        : [misfit(path, `expected ${formOf(issue.ast)}${got(issue.actual, secrets)}`)]
    case "Type":
      return [misfit(path, mismatch(issue.ast, issue.actual, secrets))]
    default:
      return [misfit(path, "it cannot be here")]
  }
}

const misfit = (path: Path, reason: string): Finding => ({ field: path, spot: path, onName: false, reason })

/** Of several ways to read a value, the only one that is of its kind says most, else the one that comes farthest. */
const ofUnion = (
  ast: AST.Union,
  actual: unknown,
  issues: ReadonlyArray<ParseIssue>,
  secrets: Secrets,
  path: Path
): Findings => {
  const ways = issues.filter((issue) => issue._tag !== "Type" || !AST.isUndefinedKeyword(issue.ast))
  const [ofItsKind, ...othersOfIt] = ways.filter(({ _tag }) => _tag === "Composite")
  if (ofItsKind !== undefined && othersOfIt.length === 0) return visit(ofItsKind, secrets, path)
  const [first = [], ...others] = ways.map((issue) => visit(issue, secrets, path))
  if (others.length === 0) return first
  const deepest = others.reduce((best, next) => (depthOf(next) > depthOf(best) ? next : best), first)
  if (depthOf(deepest) > path.length) return deepest
  return typeof actual === "number" && literalsOf(ast).length === 0
    ? [misfit(path, `expected ${expectationOf(ast)}${got(actual, secrets)}`)]
    : [misfit(path, mismatch(ast, actual, secrets))]
}

const depthOf = (findings: Findings): number =>
  findings.reduce((deepest, { field }) => Math.max(deepest, field.length), 0)

const ofObject = (
  ast: AST.TypeLiteral,
  issues: ReadonlyArray<ParseIssue>,
  secrets: Secrets,
  path: Path
): Findings => {
  const { kind, known } = fieldsOf(ast)
  const [others, unknown] = Arr.partitionMap(issues, (issue) =>
    Either.fromOption(nameOf(issue, "Unexpected"), () => issue)
  )
  const meant = unknown.flatMap((name) => Option.toArray(nearest(name, known)))
  const isMeant = (issue: ParseIssue) =>
    Option.exists(nameOf(issue, "Missing"), (name) => meant.includes(name))
  return [
    ...unknown.map((name) => ({
      field: path,
      spot: [...path, name],
      onName: true,
      reason: `unknown field${shown(name, secrets)}${kind}${advice(name, known)}`
    })),
    // A field whose name was misspelt is not missing as well.
    ...others.filter((issue) => !isMeant(issue)).flatMap((issue) => visit(issue, secrets, path))
  ]
}

/** The name of the field that an issue of such a tag is about. */
const nameOf = (issue: ParseIssue, tag: ParseIssue["_tag"]): Option.Option<string> =>
  issue._tag === "Pointer" && issue.issue._tag === tag
    ? Option.some(Arr.ensure(issue.path).map(String).join("."))
    : Option.none()

/** The fields that an object may have, and of which kind it is where its tag says that. */
const fieldsOf = (ast: AST.TypeLiteral): { readonly kind: string; readonly known: ReadonlyArray<string> } => {
  const tag = ast.propertySignatures.find(({ name }) => name === "_tag")
  return {
    kind: tag === undefined ? "" : ` of ${literalsOf(tag.type).join(" or ")}`,
    known: ast.propertySignatures.map(({ name }) => String(name)).filter((name) => /^[a-z]/i.test(name))
  }
}

const mismatch = (ast: AST.AST, actual: unknown, secrets: Secrets): string => {
  const known = literalsOf(ast)
  if (known.length > 0 && typeof actual === "string") {
    return `unknown value${shown(actual, secrets)}${advice(actual, known)}`
  }
  const expected = known.length > 0 ? "a string" : expectationOf(ast)
  const isUnquoted = expected === "a string" && /number|boolean/.test(typeof actual)
  return `expected ${expected}, got ${kindOf(actual)}${isUnquoted ? ": put it in quotes" : ""}`
}

/** Says what was found where a value is of the right kind, and of the wrong form. */
const got = (actual: unknown, secrets: Secrets): string => {
  const value = typeof actual === "string" || typeof actual === "number" ? shown(actual, secrets) : ""
  return `, got${value || ` ${kindOf(actual)}`}`
}

const advice = (name: string, known: ReadonlyArray<string>): string =>
  Option.match(nearest(name, known), {
    onNone: () => listed(known),
    onSome: (meant) => `; did you mean "${meant}"?`
  })

const listed = (known: ReadonlyArray<string>): string =>
  known.length === 0 ? "" : `; known are ${known.join(", ")}`
