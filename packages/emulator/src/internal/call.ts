import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Documents from "./documents.js"
import type { Incoming } from "./incoming.js"
import * as Keys from "./keys.js"

/** A GraphQL request as it was understood, before anybody asked whether it is allowed. */
export interface Call {
  readonly credentials: Credentials
  readonly asksForPrivileges: boolean
  readonly agent: string | undefined
  readonly body: Option.Option<Body>
  readonly operation: Documents.Operation
}

/** The key that a request came with: none at all, or one that may be of no form (then it is the empty one). */
export type Credentials = Option.Option<Keys.Digest>

export interface Body {
  readonly document: Documents.Document
  readonly operationName: string | null
  readonly variables: Readonly<Record<string, unknown>>
}

export const make = ({ body: text, header }: Incoming, { read }: Documents.Documents): Call => {
  const body = bodyOf(text, read)
  return {
    credentials: credentialsOf(header("authorization")),
    asksForPrivileges: header("use-admin-privileges")?.toLowerCase() === "true",
    agent: header("user-agent"),
    body,
    operation: Option.match(body, { onNone: () => ({ name: null, rootFields: [] }), onSome: operationOf })
  }
}

/** By hand, because a schema would double what a start takes, for three fields. */
const bodyOf = (text: string, read: Documents.Documents["read"]): Option.Option<Body> => {
  const json = Either.getOrUndefined(Either.try((): unknown => JSON.parse(text)))
  if (!Predicate.isRecord(json)) return Option.none()
  const { operationName = null, query, variables = null } = json
  if (!Predicate.isString(query)) return Option.none()
  if (variables !== null && !Predicate.isRecord(variables)) return Option.none()
  if (operationName !== null && !Predicate.isString(operationName)) return Option.none()
  return Option.some({
    document: read(query),
    // The official client sends an empty name with its anonymous and single operations.
    operationName: operationName || null,
    variables: variables ?? {}
  })
}

const operationOf = ({ document: { operations }, operationName }: Body): Documents.Operation =>
  Arr.findFirst(operations, ({ name }) => operationName === null || name === operationName).pipe(
    Option.getOrElse(() => ({ name: operationName, rootFields: [] }))
  )

const credentialsOf = (authorization: string | undefined): Credentials =>
  Option.map(Option.fromNullable(authorization), (text) => {
    const [scheme = "", encoded = ""] = text.split(" ")
    const plain = Buffer.from(encoded, "base64").toString()
    const isBasic = scheme.toLowerCase() === "basic" && plain.startsWith("api:")
    return Keys.digestOfText(isBasic ? plain.slice("api:".length) : "")
  })
