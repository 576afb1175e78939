import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType
} from "graphql"
import { type Claim, claimsIn } from "./claims.js"

export type Kind = "query" | "mutation" | "type" | "field" | "argument" | "input field" | "value" | "scalar"

/** One thing that a schema has, such as `User.email` or `Query.users(query:)`. */
export interface Coordinate {
  readonly name: string
  readonly kind: Kind
  /** The type that it is or belongs to. */
  readonly of: string
  /** What it gives or takes. */
  readonly type: string
  readonly claims: ReadonlyArray<Claim>
}

/** Everything that a schema has, in its order, without what GraphQL itself brings along. */
export const coordinatesOf = (schema: GraphQLSchema): ReadonlyArray<Coordinate> =>
  Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith("__") && !standard.has(type.name))
    .flatMap((type) => [itself(type), ...within(schema, type)])

const standard: ReadonlySet<string> = new Set(["String", "Int", "Float", "Boolean", "ID"])

const itself = (type: GraphQLNamedType): Coordinate => ({
  name: type.name,
  kind: isScalarType(type) ? "scalar" : "type",
  of: type.name,
  type: "",
  claims: claimsIn(type.description)
})

const within = (schema: GraphQLSchema, type: GraphQLNamedType): ReadonlyArray<Coordinate> => {
  const of = type.name
  if (isEnumType(type)) {
    return type
      .getValues()
      .map(({ description, name }) => coordinate("value", of, `${of}.${name}`, "", description))
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(({ description, name, type }) =>
      coordinate("input field", of, `${of}.${name}`, String(type), description)
    )
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  const kind =
    type === schema.getQueryType() ? "query" : type === schema.getMutationType() ? "mutation" : "field"
  return Object.values(type.getFields()).flatMap((field) => [
    coordinate(kind, of, `${of}.${field.name}`, String(field.type), field.description),
    ...field.args
      // The one argument of a change is its input, of which the fields are told.
      .filter(() => kind !== "mutation")
      .map(({ description, name, type }) =>
        coordinate("argument", of, `${of}.${field.name}(${name}:)`, String(type), description)
      )
  ])
}

const coordinate = (
  kind: Kind,
  of: string,
  name: string,
  type: string,
  description: string | null | undefined
): Coordinate => ({ name, kind, of, type, claims: claimsIn(description) })
