import { getNamedType, type GraphQLSchema, parse, TypeInfo, visit, visitWithTypeInfo } from "graphql"
import { documents } from "../officialDocuments.js"

/** What the official client's documents ask for and send, as coordinates, with the operations that do. */
export const askedFor = (schema: GraphQLSchema): ReadonlyMap<string, ReadonlySet<string>> => {
  const operations = new Map<string, Set<string>>()
  for (const document of documents) {
    const parsed = parse(document)
    const operation = parsed.definitions.flatMap((definition) =>
      definition.kind === "OperationDefinition" ? [definition.name?.value ?? ""] : []
    )
    for (const name of coordinatesIn(schema, document)) {
      operations.set(name, new Set([...(operations.get(name) ?? []), ...operation]))
    }
  }
  return operations
}

/** The coordinates that a document names. */
export const coordinatesIn = (schema: GraphQLSchema, document: string): ReadonlySet<string> => {
  const names = new Set<string>()
  const typeInfo = new TypeInfo(schema)
  visit(
    parse(document),
    visitWithTypeInfo(typeInfo, {
      Field: ({ name }) => {
        names.add(`${typeInfo.getParentType()?.name}.${name.value}`)
      },
      Argument: ({ name }) => {
        const parent = typeInfo.getParentType()
        if (parent !== schema.getMutationType()) {
          names.add(`${parent?.name}.${typeInfo.getFieldDef()?.name}(${name.value}:)`)
        }
      },
      ObjectField: ({ name }) => {
        names.add(`${getNamedType(typeInfo.getParentInputType())?.name}.${name.value}`)
      }
    })
  )
  return names
}
