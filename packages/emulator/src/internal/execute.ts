import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import {
  type DocumentNode,
  type ExecutionResult,
  executeSync,
  GraphQLError,
  type GraphQLSchema
} from "graphql"
import * as Answer from "./answer.js"
import type { Body, Call } from "./call.js"
import { type Context, maxWork, resolveField, tooMuch } from "./context.js"
import type { Entropy } from "./entropy.js"
import { type Mode, showsApiKeysTo } from "./mode.js"
import { nearest } from "@effect-wandb/files/Nearest"
import { Refusal } from "./refusal.js"
import * as Resolvers from "./resolvers.js"
import type * as World from "./world.js"

/** When a call takes place, and by which settings of the instance. */
export interface Circumstances {
  readonly now: string
  readonly entropy: Entropy
  readonly mode: Mode
  readonly maxPageSize: number
  readonly schema: GraphQLSchema
}

/** The whole server as one pure step: the answer to a call of somebody, and the world after it. */
export const execute = (
  world: World.World,
  call: Call,
  user: Option.Option<World.User>,
  circumstances: Circumstances
): readonly [Answer.Answer, World.World] => {
  if (Option.isNone(call.credentials)) return [Answer.refusal(401, "user is not logged in"), world]
  if (Option.isNone(user)) return [Answer.error(401, "unauthorized"), world]
  if (Option.isNone(call.body)) {
    return [Answer.error(400, 'the body must be a JSON object with a string "query"'), world]
  }
  const body = call.body.value
  const { executable, showsApiKeys } = body.document
  if (Either.isLeft(executable)) return [Answer.errors(400, executable.left), world]
  const misnamed = unknownOperation(body)
  if (misnamed !== undefined) return [Answer.error(400, misnamed), world]

  const { entropy, maxPageSize, mode, now, schema } = circumstances
  // Inferred: the status, and that it is said to whomever the key belongs.
  if (showsApiKeys && !showsApiKeysTo(mode, call.agent)) return [Answer.error(200, "relogin required"), world]
  const privileged = user.value.admin && call.asksForPrivileges
  return run(schema, executable.right, body, {
    world,
    act: { user: user.value, privileged, now, entropy, mode },
    maxPageSize,
    workLeft: maxWork
  })
}

/** Says what operation was meant, in the words of `graphql` as it does for fields. */
const unknownOperation = ({ document: { operations }, operationName }: Body): string | undefined => {
  if (operationName === null || operations.some(({ name }) => name === operationName)) return undefined
  const meant = nearest(
    operationName,
    Arr.filterMap(operations, ({ name }) => Option.fromNullable(name))
  )
  return Option.match(meant, {
    onNone: () => `Unknown operation named "${operationName}".`,
    onSome: (name) => `Unknown operation named "${operationName}". Did you mean "${name}"?`
  })
}

const rootValue = { ...Resolvers.query, ...Resolvers.mutation }

const run = (
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName, variables }: Body,
  context: Context
): readonly [Answer.Answer, World.World] => {
  const before = context.world
  const result = executeSync({
    schema,
    document,
    rootValue,
    contextValue: context,
    variableValues: variables,
    operationName,
    fieldResolver: resolveField
  })
  return context.workLeft < 0 ? [Answer.error(400, tooMuch), before] : [answerOf(result), context.world]
}

const answerOf = (result: ExecutionResult): Answer.Answer => {
  const { errors = [], data } = result
  if (errors.length === 0) return Answer.json(200, { data })
  // Without data nothing was executed: the variables or the name of the operation did not fit.
  if (data === undefined) return Answer.errors(400, errors)
  const causes = errors.flatMap(({ originalError }) => originalError ?? [])
  const refusal = causes.find((cause) => cause instanceof Refusal)
  const isOurs = causes.some((cause) => !(cause instanceof GraphQLError))
  return Answer.json(
    // What `graphql` refuses that late is the client's error: what a variable is null for, as a rule.
    refusal?.status ?? (isOurs ? 500 : 400),
    { errors: errors.map(({ message, path }) => ({ message, path })), data },
    errors.map(({ message }) => message)
  )
}
