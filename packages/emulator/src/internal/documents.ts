import * as Either from "effect/Either"
import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
  visit
} from "graphql"
import { sdl, sdlExtension } from "./sdl.js"

/** One operation of a document: its name, and the root fields that it asks for, through fragments too. */
export interface Operation {
  readonly name: string | null
  readonly rootFields: ReadonlyArray<string>
}

/** A document that was read: what it holds, and whether it may be executed. */
export interface Document {
  readonly operations: ReadonlyArray<Operation>
  readonly executable: Either.Either<DocumentNode, ReadonlyArray<GraphQLError>>
}

/** Documents as a schema has them. */
export interface Documents {
  readonly schema: GraphQLSchema
  /** Parses and validates a document, once for as long as it is remembered. */
  readonly read: (source: string) => Document
}

const knownLimit = 500

const make = (schemaDocument: DocumentNode): Documents => {
  const schema = buildASTSchema(schemaDocument)
  // The memory of a pure function: clients send few documents many times.
  const known = new Map<string, Document>()
  const read = (source: string): Document => {
    const remembered = known.get(source)
    if (remembered !== undefined) return remembered
    const document = readAnew(schema, source)
    const oldest = known.keys().next()
    if (known.size >= knownLimit && oldest.done !== true) known.delete(oldest.value)
    known.set(source, document)
    return document
  }
  return { schema, read }
}

const schemaDocument = parse(sdl + sdlExtension)

/** Documents as the service reads them. */
export const current: Documents = make(schemaDocument)

/** Documents as a server reads them whose `users` does not look up by `ids` and `usernames`. */
export const withoutBulkLookups = (): Documents =>
  make(
    visit(schemaDocument, {
      InputValueDefinition: ({ name }) => (bulkLookups.has(name.value) ? null : undefined)
    })
  )

const bulkLookups: ReadonlySet<string> = new Set(["ids", "usernames"])

const readAnew = (schema: GraphQLSchema, source: string): Document =>
  Either.try({
    try: () => parse(source),
    catch: (cause) => (cause instanceof GraphQLError ? cause : new GraphQLError(String(cause)))
  }).pipe(
    Either.match({
      onLeft: (error): Document => ({ operations: [], executable: Either.left([error]) }),
      onRight: (document) => {
        const errors = validate(schema, document)
        return {
          operations: operationsOf(document),
          executable: errors.length === 0 ? Either.right(document) : Either.left(errors)
        }
      }
    })
  )

const operationsOf = (document: DocumentNode): ReadonlyArray<Operation> =>
  document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [
          {
            name: definition.name?.value ?? null,
            rootFields: fieldsOf(document, definition.selectionSet, new Set())
          }
        ]
      : []
  )

/** The fields of a selection; `visited` ends the walk in fragments that spread each other. */
const fieldsOf = (
  document: DocumentNode,
  { selections }: SelectionSetNode,
  visited: ReadonlySet<string>
): ReadonlyArray<string> =>
  selections.flatMap((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [selection.name.value]
      case Kind.INLINE_FRAGMENT:
        return fieldsOf(document, selection.selectionSet, visited)
      case Kind.FRAGMENT_SPREAD: {
        const name = selection.name.value
        if (visited.has(name)) return []
        return document.definitions.flatMap((definition) =>
          definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name
            ? fieldsOf(document, definition.selectionSet, new Set([...visited, name]))
            : []
        )
      }
    }
  })
