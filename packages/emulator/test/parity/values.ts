import { type GraphQLSchema, isEnumType, isInterfaceType, isObjectType } from "graphql"

/** The values that answers had for each field, as JSON; of an object only that it is one. */
export type Values = Map<string, Set<string>>

/** Collects the values in what was answered to documents that ask for `__typename` everywhere. */
export const collect = (values: Values, answered: unknown): void => {
  if (Array.isArray(answered)) {
    for (const item of answered) collect(values, item)
    return
  }
  if (typeof answered !== "object" || answered === null) return
  const { __typename: type, ...fields }: Record<string, unknown> = { ...answered }
  if (typeof type !== "string") return
  for (const [field, value] of Object.entries(fields)) {
    const name = `${type}.${field}`
    const known = values.get(name) ?? new Set()
    values.set(name, known.add(isGiven(value) ? given : JSON.stringify(value)))
    collect(values, value)
  }
}

/** Stands for whatever has fields of its own, which are told apart. */
export const given = "…"

const isGiven = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(isGiven)
    : typeof value === "object" && value !== null && "__typename" in value

/** Adds what values show besides: an interface in the types that implement it, a member of an enumeration in any field. */
export const complete = (schema: GraphQLSchema, values: Values): Values => {
  const all = new Map(values)
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) {
      for (const field of Object.keys(type.getFields())) {
        const implementing = schema
          .getPossibleTypes(type)
          .flatMap(({ name }) => [...(values.get(`${name}.${field}`) ?? [])])
        if (implementing.length > 0) all.set(`${type.name}.${field}`, new Set(implementing))
      }
    }
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (!isEnumType(field.type)) continue
        for (const value of values.get(`${type.name}.${field.name}`) ?? []) {
          if (value !== "null") all.set(`${field.type.name}.${JSON.parse(value)}`, new Set([given]))
        }
      }
    }
  }
  return all
}
