import * as Either from "effect/Either"
import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
  visit
} from "graphql"
import * as Complexity from "./complexity.js"
import { once } from "./once.js"
import { sdl, sdlExtension } from "./sdl.js"

/** One operation of a document: its name, and the root fields that it asks for, through fragments too. */
export interface Operation {
  readonly name: string | null
  readonly rootFields: ReadonlyArray<string>
}

/** A document that was read: what it holds, and whether it may be executed. */
export interface Document {
  readonly operations: ReadonlyArray<Operation>
  /** Whether it asks for API keys anywhere. */
  readonly showsApiKeys: boolean
  readonly executable: Either.Either<DocumentNode, ReadonlyArray<GraphQLError>>
}

/** Documents as a schema has them. */
export interface Documents {
  readonly schema: GraphQLSchema
  /** Parses and validates a document, once for as long as it is remembered. */
  readonly read: (source: string) => Document
}

/** How a server reads documents. */
export interface Reading {
  readonly bulkLookups: boolean
  readonly introspection: boolean
}

/** How many characters of documents are remembered: read, they take a hundred times as much memory. */
const room = 524_288

const make = (schemaDocument: DocumentNode, introspection: boolean): Documents => {
  const schema = buildASTSchema(schemaDocument)
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  // The memory of a pure function: clients send few documents many times.
  const memory = new Map<string, Document>()
  let held = 0
  const remember = (source: string, document: Document): void => {
    memory.set(source, document)
    held += source.length
    for (const oldest of memory.keys()) {
      if (held <= room) return
      memory.delete(oldest)
      held -= oldest.length
    }
  }
  const read = (source: string): Document => {
    const remembered = memory.get(source)
    if (remembered !== undefined) return remembered
    const document = readAnew(schema, rules, source)
    if (Either.isRight(document.executable)) remember(source, document)
    return document
  }
  return { schema, read }
}

const schemaDocument = once(() => parse(sdl + sdlExtension))

/** Without them `users` does not look up by ids and usernames. */
const bulkLookups: ReadonlySet<string> = new Set(["ids", "usernames"])

const withoutBulkLookups = (): DocumentNode =>
  visit(schemaDocument(), {
    InputValueDefinition: ({ name }) => (bulkLookups.has(name.value) ? null : undefined)
  })

const usual = once(() => make(schemaDocument(), true))

/**
 * Gives what reads documents, which is made for the first of them: a schema takes longer than all else in a start. For
 * the same reason instances of the usual kind share one.
 */
export const reader = ({ bulkLookups, introspection }: Reading): (() => Documents) =>
  bulkLookups && introspection
    ? usual
    : once(() => make(bulkLookups ? schemaDocument() : withoutBulkLookups(), introspection))

const readAnew = (
  schema: GraphQLSchema,
  rules: ReadonlyArray<(typeof specifiedRules)[number]>,
  source: string
): Document =>
  Either.match(parsed(source), {
    onLeft: (error): Document => ({ operations: [], showsApiKeys: false, executable: Either.left([error]) }),
    onRight: (document) => {
      const excess = Complexity.excess(document)
      const errors = excess === undefined ? validate(schema, document, rules) : [new GraphQLError(excess)]
      return {
        operations: operationsOf(document),
        showsApiKeys: asksFor(document, "apiKeys"),
        executable: errors.length === 0 ? Either.right(document) : Either.left(errors)
      }
    }
  })

const parsed = (source: string): Either.Either<DocumentNode, GraphQLError> =>
  Either.try({
    try: () => parse(source, { maxTokens: Complexity.maxTokens }),
    catch: (cause) => (cause instanceof GraphQLError ? cause : new GraphQLError(String(cause)))
  })

const asksFor = (document: DocumentNode, field: string): boolean => {
  let asks = false
  visit(document, {
    Field: ({ name }) => {
      asks ||= name.value === field
    }
  })
  return asks
}

const operationsOf = (document: DocumentNode): ReadonlyArray<Operation> =>
  document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [
          {
            name: definition.name?.value ?? null,
            rootFields: fieldsOf(document, definition.selectionSet)
          }
        ]
      : []
  )

/** The fields of a selection. Each fragment is visited once: spread in each other, they would be powers of two. */
const fieldsOf = (document: DocumentNode, selectionSet: SelectionSetNode): ReadonlyArray<string> => {
  const left = new Map<string, SelectionSetNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) left.set(definition.name.value, definition.selectionSet)
  }
  const walk = ({ selections }: SelectionSetNode): ReadonlyArray<string> =>
    selections.flatMap((selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return [selection.name.value]
        case Kind.INLINE_FRAGMENT:
          return walk(selection.selectionSet)
        case Kind.FRAGMENT_SPREAD: {
          const fragment = left.get(selection.name.value)
          left.delete(selection.name.value)
          return fragment === undefined ? [] : walk(fragment)
        }
      }
    })
  return walk(selectionSet)
}
