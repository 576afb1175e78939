import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { type DocumentNode, type ExecutionResult, executeSync, type GraphQLSchema } from "graphql"
import * as Answer from "./answer.js"
import type { Body, Call, Credentials } from "./call.js"
import type { Context } from "./context.js"
import type { Entropy } from "./entropy.js"
import { Refusal } from "./refusal.js"
import * as Resolvers from "./resolvers.js"
import * as World from "./world.js"

/** When a call takes place, and by which settings of the instance. */
export interface Circumstances {
  readonly now: string
  readonly entropy: Entropy
  readonly keepSecrets: boolean
  readonly maxPageSize: number
  readonly schema: GraphQLSchema
}

/** The user whose credentials these are. */
export const authenticate = (world: World.World, credentials: Credentials): Option.Option<World.User> =>
  Option.flatMap(credentials, (secret) => World.userByKey(world, secret))

/** The whole server as one pure step: the answer to a call, and the world after it. */
export const execute = (
  world: World.World,
  call: Call,
  circumstances: Circumstances
): readonly [Answer.Answer, World.World] => {
  if (Option.isNone(call.credentials)) return [Answer.text(401, "user is not logged in"), world]

  const user = authenticate(world, call.credentials)
  if (Option.isNone(user)) return [Answer.error(401, "unauthorized"), world]

  if (Option.isNone(call.body)) {
    return [Answer.error(400, 'the body must be a JSON object with a string "query"'), world]
  }
  const body = call.body.value
  const { executable } = body.document
  if (Either.isLeft(executable)) return [Answer.json(400, { errors: executable.left }), world]

  const { now, entropy, keepSecrets, maxPageSize, schema } = circumstances
  const privileged = user.value.admin && call.asksForPrivileges
  return run(schema, executable.right, body, {
    world,
    act: { user: user.value, privileged, now, entropy, keepSecrets },
    maxPageSize
  })
}

const rootValue = { ...Resolvers.query, ...Resolvers.mutation }

const run = (
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName, variables }: Body,
  context: Context
): readonly [Answer.Answer, World.World] => {
  const result = executeSync({
    schema,
    document,
    rootValue,
    contextValue: context,
    variableValues: variables,
    operationName
  })
  return [answerOf(result), context.world]
}

const answerOf = (result: ExecutionResult): Answer.Answer => {
  const { errors = [], data } = result
  if (errors.length === 0) return Answer.json(200, { data })
  // Without data nothing was executed: the variables or the name of the operation did not fit.
  if (data === undefined) return Answer.json(400, { errors })
  const refusal = errors.map((error) => error.originalError).find((cause) => cause instanceof Refusal)
  return Answer.json(refusal?.status ?? 500, {
    errors: errors.map(({ message, path }) => ({ message, path })),
    data
  })
}
