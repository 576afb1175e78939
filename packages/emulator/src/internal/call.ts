import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Documents from "./documents.js"

/** A GraphQL request as it was understood, before anybody asked whether it is allowed. */
export interface Call {
  readonly credentials: Credentials
  readonly asksForPrivileges: boolean
  readonly body: Option.Option<Body>
  readonly operation: Documents.Operation
}

/** The key that a request came with: none at all, or one that may be of no form (then it is the empty one). */
export type Credentials = Option.Option<Redacted.Redacted<string>>

export interface Body {
  readonly document: Documents.Document
  readonly operationName: string | null
  readonly variables: Readonly<Record<string, unknown>>
}

const WireBody = Schema.parseJson(
  Schema.Struct({
    query: Schema.String,
    variables: Schema.optional(Schema.NullOr(Schema.Record({ key: Schema.String, value: Schema.Unknown }))),
    operationName: Schema.optional(Schema.NullOr(Schema.String))
  })
)

const decodeBody = Schema.decodeUnknownOption(WireBody)

export const make = (headers: Headers, text: string, { read }: Documents.Documents): Call => {
  const body = Option.map(decodeBody(text), ({ query, variables, operationName }): Body => ({
    document: read(query),
    // The official client sends an empty name with its anonymous and single operations.
    operationName: operationName || null,
    variables: variables ?? {}
  }))
  return {
    credentials: credentialsOf(headers.get("authorization")),
    asksForPrivileges: headers.get("use-admin-privileges")?.toLowerCase() === "true",
    body,
    operation: Option.match(body, { onNone: () => ({ name: null, rootFields: [] }), onSome: operationOf })
  }
}

const operationOf = ({ document: { operations }, operationName }: Body): Documents.Operation =>
  Arr.findFirst(operations, ({ name }) => operationName === null || name === operationName).pipe(
    Option.getOrElse(() => ({ name: operationName, rootFields: [] }))
  )

const credentialsOf = (authorization: string | null): Credentials =>
  Option.map(Option.fromNullable(authorization), (text) => {
    const [scheme = "", encoded = ""] = text.split(" ")
    const plain = Either.getOrElse(Encoding.decodeBase64String(encoded), () => "")
    const isBasic = scheme.toLowerCase() === "basic" && plain.startsWith("api:")
    return Redacted.make(isBasic ? plain.slice("api:".length) : "")
  })
