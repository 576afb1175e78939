import type { Instance } from "@effect-wandb/emulator"
import { Effect } from "effect"
import { getNamedType, type GraphQLSchema, isObjectType } from "graphql"
import { type Answer, at } from "../support.js"
import { type Case, cases, overview, pages } from "./cases.js"
import { documentFor, everything, queryFor } from "./selections.js"
import { collect, complete, type Values } from "./values.js"
import { answer } from "./world.js"

/** What came out when all cases were tried. */
export interface Findings {
  /** What each field gave. */
  readonly values: Values
  /** The arguments and input fields that were tried, and whether they made a difference. */
  readonly effects: ReadonlyMap<string, boolean>
}

/** Tries all cases, one value otherwise at a time. */
export const find = (schema: GraphQLSchema) =>
  Effect.gen(function* () {
    const trials = new Trials(schema)
    for (const one of cases) yield* tryCase(trials, one)
    for (const [field, around] of Object.entries(pages)) yield* tryPages(trials, field, around)
    return { values: complete(schema, trials.values), effects: trials.effects } satisfies Findings
  })

/** What all queries in one document give with other options of the instance. */
export const valuesWith = (schema: GraphQLSchema, options: Instance.Options) =>
  Effect.gen(function* () {
    const trials = new Trials(schema, options)
    yield* trials.call(nothing, queryFor(schema, overview))
    return complete(schema, trials.values)
  })

const nothing: Case = { field: "viewer", args: {}, otherwise: {} }

/** Calls of instances that are alike, and what was learned by them. */
class Trials {
  readonly values: Values = new Map()
  readonly effects = new Map<string, boolean>()

  constructor(
    readonly schema: GraphQLSchema,
    readonly options: Instance.Options = {}
  ) {}

  isQuery(field: string): boolean {
    return field in (this.schema.getQueryType()?.getFields() ?? {})
  }

  call({ args, field, sending }: Case, document = documentFor(this.schema, field)) {
    const variables = this.isQuery(field) ? args : { input: args }
    return Effect.tap(answer({ document, variables }, this.options, sending), (answered) =>
      collect(this.values, at(answered, "data"))
    )
  }

  /** Notes whether two calls that differ in an argument or input field were answered in different ways. */
  compare(coordinate: string, one: Answer, other: Answer): void {
    this.effects.set(coordinate, this.effects.get(coordinate) === true || differ(one, other))
  }
}

const differ = (one: Answer, other: Answer): boolean => one.status !== other.status || one.text !== other.text

const tryCase = (trials: Trials, { args, field, otherwise, ...rest }: Case) =>
  Effect.gen(function* () {
    const isQuery = trials.isQuery(field)
    const one = { ...rest, field, otherwise, args: isQuery ? args : { clientMutationId: "1", ...args } }
    const base = yield* trials.call(one)
    if (differ(base, yield* trials.call(one))) throw new Error(`${field} is not answered the same twice`)
    const others = isQuery ? otherwise : { clientMutationId: "2", ...otherwise }
    for (const [name, value] of Object.entries(others)) {
      const other = yield* trials.call({ ...one, args: { ...one.args, [name]: value } })
      trials.compare(coordinateOf(trials.schema, field, name), base, other)
    }
  })

const coordinateOf = (schema: GraphQLSchema, field: string, name: string): string => {
  const input = schema.getMutationType()?.getFields()[field]?.args[0]
  return input === undefined ? `Query.${field}(${name}:)` : `${getNamedType(input.type).name}.${name}`
}

/** Tries the four arguments of pages on a field that has three edges at least. */
const tryPages = (trials: Trials, coordinate: string, around: (page: string) => string) =>
  Effect.gen(function* () {
    const [parent = "", field = ""] = coordinate.split(".")
    const type = trials.schema.getType(parent)
    const page = isObjectType(type) ? getNamedType(type.getFields()[field]?.type) : undefined
    if (!isObjectType(page)) throw new Error(`the schema has no pages at ${coordinate}`)
    const call = (args: string) =>
      trials.call(nothing, `{ __typename ${around(field + args + everything(page, true))} }`)
    const base = yield* call("")
    const [, middle = ""] = base.text.match(/(?<="cursor":)"[^"]+"/g) ?? []
    for (const [name, value] of Object.entries({ first: 1, last: 1, after: middle, before: middle })) {
      trials.compare(`${coordinate}(${name}:)`, base, yield* call(`(${name}: ${value})`))
    }
  })
