import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { ApiKeys, Teams, Users } from "@effect-wandb/core"
import { Effect, Either, FastCheck, Schema, SchemaAST } from "effect"
import {
  buildClientSchema,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type IntrospectionQuery,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  validate
} from "graphql"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { calls, documents, goodAnswers } from "./operations.js"

const dump = fileURLToPath(new URL("../../../../shared/wandb/schema.json", import.meta.url))
const isThere = existsSync(dump)
const why = isThere ? "" : " (skipped: the introspection of the service is not on this machine)"

const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}

const schemaOfTheService = once((): GraphQLSchema =>
  buildClientSchema(JSON.parse(readFileSync(dump, "utf8")) as IntrospectionQuery)
)

const operationIn = (document: string): OperationDefinitionNode => {
  const operations = parse(document).definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION
  )
  assert.strictEqual(operations.length, 1)
  const [operation] = operations
  return operation ?? assert.fail("there is no operation")
}

type Answer = FastCheck.Arbitrary<unknown>

const scalars: Readonly<Record<string, Answer>> = {
  ID: FastCheck.string({ minLength: 1 }),
  String: FastCheck.string({ minLength: 1 }),
  Boolean: FastCheck.boolean(),
  Int: FastCheck.integer(),
  DateTime: FastCheck.constantFrom(
    "2024-10-02T10:20:30Z",
    "2024-10-02T10:20:30",
    "2024-10-02T10:20:30.123456+02:00"
  )
}

/**
 * Every answer that the schema allows to a document. A change has a payload, and what it made in it: without them
 * it was refused, which is not for a result to allow.
 */
const answersTo = (schema: GraphQLSchema, document: string): Answer => {
  const fragments = new Map(
    parse(document).definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition.selectionSet]] : []
    )
  )

  const fieldsOf = (selection: SelectionSetNode): ReadonlyArray<FieldNode> =>
    selection.selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node]
      if (node.kind === Kind.INLINE_FRAGMENT) return fieldsOf(node.selectionSet)
      const fragment = fragments.get(node.name.value)
      return fragment === undefined ? assert.fail(`no fragment ${node.name.value}`) : fieldsOf(fragment)
    })

  const operation = operationIn(document)
  const nullableFrom = operation.operation === "mutation" ? 2 : 0

  const valueOf = (type: GraphQLOutputType, node: FieldNode, depth: number): Answer => {
    if (isNonNullType(type)) return someOf(type.ofType, node, depth)
    const value = someOf(type, node, depth)
    return depth >= nullableFrom ? FastCheck.option(value, { freq: 4 }) : value
  }

  const someOf = (type: GraphQLOutputType, node: FieldNode, depth: number): Answer => {
    if (isListType(type)) return FastCheck.array(valueOf(type.ofType, node, depth), { maxLength: 2 })
    if (isEnumType(type)) return FastCheck.constantFrom(...type.getValues().map(({ name }) => name))
    if (isObjectType(type) && node.selectionSet !== undefined)
      return objectOf(type, node.selectionSet, depth + 1)
    return scalars[String(type)] ?? assert.fail(`no answers for ${String(type)}`)
  }

  const objectOf = (type: GraphQLObjectType, selection: SelectionSetNode, depth: number): Answer =>
    FastCheck.record(
      Object.fromEntries(
        fieldsOf(selection).map((node) => {
          const field = type.getFields()[node.name.value] ?? assert.fail(`no field ${node.name.value}`)
          return [node.alias?.value ?? node.name.value, valueOf(field.type, node, depth)]
        })
      )
    )

  const root = operation.operation === "mutation" ? schema.getMutationType() : schema.getQueryType()
  if (root === null || root === undefined) return assert.fail("the schema has no such root")
  return objectOf(root, operation.selectionSet, 0)
}

describe("each document", () => {
  it.each(documents.map((operation) => [operation.name, operation] as const))(
    "%s has one operation of its name and kind, with the variables that its schema names",
    (name, { document, kind, variables }) => {
      const operation = operationIn(document)
      assert.strictEqual(operation.name?.value, name)
      assert.strictEqual<string>(operation.operation, kind)
      const declared = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
      const named = SchemaAST.getPropertySignatures(variables.ast).map((property) => String(property.name))
      assert.sameMembers(declared, named)
    }
  )

  it.each(documents.map((operation) => [operation.name, operation.result] as const))(
    "%s has an answer in the tests that fits its result",
    (name, result) => {
      assert.property(goodAnswers, name, "`goodAnswers` of operations.ts has none")
      Schema.decodeUnknownSync(result)(goodAnswers[name])
    }
  )
})

describe("the calls in the tests", () => {
  it.effect("are of every method of every service", () =>
    Effect.gen(function* () {
      const services = {
        Users: yield* Users.Users,
        ApiKeys: yield* ApiKeys.ApiKeys,
        Teams: yield* Teams.Teams
      }
      const methods = Object.entries(services).flatMap(([service, methods]) =>
        Object.keys(methods).map((method) => `${service}.${method}`)
      )
      const called = new Set(Object.keys(calls).map((name) => name.replace(/[ ,].*/, "")))
      assert.sameMembers(
        methods.filter((method) => !called.has(method)),
        [],
        "no call of it in operations.ts"
      )
    }).pipe(Effect.provide([Users.layerMock({}), ApiKeys.layerMock({}), Teams.layerMock({})]))
  )
})

describe.skipIf(!isThere)(`against the schema of the service${why}`, () => {
  it.each(documents.map(({ document, name }) => [name, document] as const))("%s is valid", (_, document) =>
    deepStrictEqual(validate(schemaOfTheService(), parse(document)).map(String), [])
  )

  it.each(documents.map((operation) => [operation.name, operation] as const))(
    "%s reads whatever the schema allows as an answer",
    (_, { document, result }) => {
      const decode = Schema.decodeUnknownEither(result)
      FastCheck.assert(
        FastCheck.property(answersTo(schemaOfTheService(), document), (data) => {
          const decoded = decode(data)
          assert.isTrue(Either.isRight(decoded), String(decoded))
        }),
        { numRuns: 300 }
      )
    }
  )
})
