import { getNamedType, type GraphQLObjectType, type GraphQLSchema, isObjectType } from "graphql"

/** A document that asks for one root field with variables for all its arguments, and for all that it gives. */
export const documentFor = (schema: GraphQLSchema, field: string): string => {
  const mutation = schema.getMutationType()
  const isMutation = mutation != null && field in mutation.getFields()
  const root = isMutation ? mutation : schema.getQueryType()
  const { args, type } = root?.getFields()[field] ?? missing(field)
  const variables = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(", ")
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(", ")
  const inBrackets = (text: string) => (text === "" ? "" : `(${text})`)
  const given = getNamedType(type)
  return `${isMutation ? "mutation" : "query"}${inBrackets(variables)} { __typename ${field}${inBrackets(passed)} ${
    isObjectType(given) ? everything(given) : ""
  } }`
}

/** A document of several queries, written with their arguments, that asks for all that they give. */
export const queryFor = (schema: GraphQLSchema, calls: ReadonlyArray<string>): string => {
  const fields = calls.map((call) => {
    const name = call.replace(/\(.*/, "")
    const given = getNamedType(schema.getQueryType()?.getFields()[name]?.type) ?? missing(name)
    return `${call} ${isObjectType(given) ? everything(given) : ""}`
  })
  return `{ __typename ${fields.join(" ")} }`
}

const missing = (field: string): never => {
  throw new Error(`the schema has no root field ${field}`)
}

/** Selects all fields of a type and of what they give; what has an id shows only its plain values within another. */
export const everything = (type: GraphQLObjectType, isWithin = false): string => {
  const hasId = "id" in type.getFields()
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const given = getNamedType(field.type)
    if (!isObjectType(given)) return [field.name]
    return isWithin && hasId ? [] : [`${field.name} ${everything(given, isWithin || hasId)}`]
  })
  return `{ __typename ${fields.join(" ")} }`
}
