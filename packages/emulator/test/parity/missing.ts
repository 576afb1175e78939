import {
  buildClientSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType
} from "graphql"
import { Array as Arr, Order } from "effect"
import { existsSync, readFileSync } from "node:fs"

/** What the service's schema has within a type of ours, and ours does not, by type. */
export type Missing = Readonly<Record<string, ReadonlyArray<string>>>

const dump = new URL("../../../../../shared/wandb/schema.json", import.meta.url)

/** What the service answers beside GraphQL, of people and keys, and the emulator does not. */
export const otherPaths: ReadonlyArray<string> = ["/scim/Users", "/scim/Groups", "/scim/Roles", "/oidc/token"]

/** Whether the introspection of the service is on this machine. */
export const isServiceKnown = existsSync(dump)

export const serviceSchema = (): GraphQLSchema => {
  const json = JSON.parse(readFileSync(dump, "utf8"))
  return buildClientSchema(json.data ?? json)
}

/** The list that is kept in the repository, so that all see the same without the service's schema. */
export const listFile = new URL("../serviceFields.json", import.meta.url)

export const readList = (): Missing => JSON.parse(readFileSync(listFile, "utf8"))

/** The list as prettier writes it: an array that fits into a line is one. */
export const print = (missing: Missing): string => {
  const entries = Object.entries(missing).map(([type, names]) => {
    const quoted = names.map((name) => JSON.stringify(name))
    const line = `  ${JSON.stringify(type)}: [${quoted.join(", ")}]`
    return line.length < 110 ? line : `  ${JSON.stringify(type)}: [\n    ${quoted.join(",\n    ")}\n  ]`
  })
  return `{\n${entries.join(",\n")}\n}\n`
}

/** What a schema lacks of another: fields, arguments and members of the types that both have. */
export const missingIn = (ours: GraphQLSchema, theirs: GraphQLSchema): Missing =>
  Object.fromEntries(
    Object.values(ours.getTypeMap())
      .filter(({ name }) => !name.startsWith("__"))
      .flatMap((type): ReadonlyArray<readonly [string, ReadonlyArray<string>]> => {
        const known = new Set(members(type))
        const lacking = members(theirs.getType(type.name)).filter(
          // An argument of a field that is missing goes without saying.
          (name) => !known.has(name) && (!name.includes("(") || known.has(name.slice(0, name.indexOf("("))))
        )
        return lacking.length === 0 ? [] : [[type.name, Arr.sort(lacking, Order.string)]]
      })
  )

/** The names of what a type has: fields and `field(argument:)`, or members of an enumeration. */
export const members = (type: GraphQLNamedType | undefined): ReadonlyArray<string> => {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name)
  if (isInputObjectType(type)) return Object.keys(type.getFields())
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  return Object.values(type.getFields()).flatMap(({ args, name }) => [
    name,
    ...args.map((arg) => `${name}(${arg.name}:)`)
  ])
}
