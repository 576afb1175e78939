import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as WandbError from "@effect-wandb/core/WandbError"
import * as Duration from "effect/Duration"
import * as FastCheck from "effect/FastCheck"
import * as Entities from "./entities.js"
import * as Words from "./words.js"

type Tag = WandbError.WandbError["_tag"]

/** An arbitrary for each error, by its tag. */
export type Errors = {
  readonly [T in Tag]: FastCheck.Arbitrary<Extract<WandbError.WandbError, { readonly _tag: T }>>
}

const attempts = FastCheck.integer({ min: 1, max: 6 })

const operation = FastCheck.constantFrom(
  "Users.viewer",
  "Users.get",
  "Users.create",
  "ApiKeys.generate",
  "ApiKeys.deleteById",
  "Teams.get",
  "Teams.invite"
)

const requestId = FastCheck.nat({ max: 0xffff }).map((number) => `request-${number.toString(16)}`)

const words = FastCheck.constantFrom(
  "too many requests",
  "permission denied",
  "connection reset by peer",
  "the server is being maintained: come back later",
  'unexpected end of "data"\n\tat line 1'
)

const problem = FastCheck.constantFrom("is empty", "has white space in it", "is not a whole number from 1 on")

const keyName = Entities.apiKeySecret.map(ApiKeySecret.publicName)

const candidate = FastCheck.record(
  { id: Entities.apiKeyId, name: keyName, description: Words.description },
  { requiredKeys: ["id", "name"] }
)

/** Why a request has no answer, each with what a server says beside it. */
const failure: FastCheck.Arbitrary<Pick<WandbError.RequestFailed, "reason" | "status" | "retryAfter">> =
  FastCheck.oneof(
    FastCheck.record({ reason: Words.among("Transport", "Timeout") }),
    FastCheck.record({
      reason: Words.among("RateLimited"),
      status: FastCheck.constant(429),
      retryAfter: FastCheck.integer({ min: 1, max: 120 }).map(Duration.seconds)
    }),
    FastCheck.record({
      reason: Words.among("Server"),
      status: FastCheck.constantFrom(500, 502, 503, 504)
    }),
    FastCheck.record({
      reason: Words.among("Rejected"),
      status: FastCheck.constantFrom(200, 400, 404, 409, 422)
    })
  )

export const errors: Errors = {
  ApiKeyNotFound: FastCheck.oneof(
    FastCheck.record({ owner: Words.username, keyName, attempts }),
    FastCheck.record({ id: Entities.apiKeyId, attempts })
  ).map((fields) => new WandbError.ApiKeyNotFound(fields)),
  ApiKeyAmbiguous: FastCheck.record({
    owner: Words.username,
    keyName,
    ids: FastCheck.uniqueArray(Entities.apiKeyId, { minLength: 1, maxLength: 3 }),
    attempts
  }).map((fields) => new WandbError.ApiKeyAmbiguous(fields)),
  UserNotFound: FastCheck.oneof(
    FastCheck.record({ by: Words.among("username"), value: Words.username, attempts }),
    FastCheck.record({ by: Words.among("email"), value: Words.email, attempts }),
    FastCheck.record({ by: Words.among("id"), value: Entities.userId, attempts })
  ).map((fields) => new WandbError.UserNotFound(fields)),
  UserAlreadyExists: FastCheck.record({ email: Words.email, attempts }).map(
    (fields) => new WandbError.UserAlreadyExists(fields)
  ),
  TeamNotFound: FastCheck.record({ team: Words.teamName, attempts }).map(
    (fields) => new WandbError.TeamNotFound(fields)
  ),
  TeamAlreadyExists: FastCheck.record({ team: Words.teamName, attempts }).map(
    (fields) => new WandbError.TeamAlreadyExists(fields)
  ),
  MemberNotFound: FastCheck.record({ team: Words.teamName, member: Words.username, attempts }).map(
    (fields) => new WandbError.MemberNotFound(fields)
  ),
  InviteNotFound: FastCheck.record({ team: Words.teamName, invite: Words.email, attempts }).map(
    (fields) => new WandbError.InviteNotFound(fields)
  ),
  AlreadyMember: FastCheck.record({ team: Words.teamName, member: Words.username, attempts }).map(
    (fields) => new WandbError.AlreadyMember(fields)
  ),
  AlreadyInvited: FastCheck.record({ team: Words.teamName, invited: Words.email, attempts }).map(
    (fields) => new WandbError.AlreadyInvited(fields)
  ),
  LastTeamAdmin: FastCheck.record({ team: Words.teamName, member: Words.username, attempts }).map(
    (fields) => new WandbError.LastTeamAdmin(fields)
  ),
  NotAuthenticatedAs: FastCheck.record({ expected: Words.username, actual: Words.username, attempts }).map(
    (fields) => new WandbError.NotAuthenticatedAs(fields)
  ),
  ForceRequired: FastCheck.record({
    operation: FastCheck.constantFrom("Users.update", "Users.delete"),
    user: Words.username,
    reason: Words.among("oneself", "lastAdministrator"),
    attempts
  }).map((fields) => new WandbError.ForceRequired(fields)),
  InvalidApiKey: FastCheck.record({ problem }).map((fields) => new WandbError.InvalidApiKey(fields)),
  InvalidInput: FastCheck.record({
    operation,
    field: FastCheck.constantFrom("email", "username", "name", "role"),
    problem
  }).map((fields) => new WandbError.InvalidInput(fields)),
  Unauthenticated: FastCheck.record(
    { operation, identityProblem: problem, serverMessage: words, requestId, attempts },
    { requiredKeys: ["operation", "attempts"] }
  ).map((fields) => new WandbError.Unauthenticated(fields)),
  PermissionDenied: FastCheck.record(
    {
      operation,
      description: FastCheck.constantFrom("show the API keys of the user", "show the teams of the user"),
      serverMessage: words,
      requestId,
      attempts
    },
    { requiredKeys: ["operation", "attempts"] }
  ).map((fields) => new WandbError.PermissionDenied(fields)),
  RequestFailed: FastCheck.tuple(
    failure,
    FastCheck.record(
      {
        operation,
        description: words,
        path: FastCheck.constantFrom("viewer", "user.teams"),
        requestId,
        attempts
      },
      { requiredKeys: ["operation", "description", "attempts"] }
    )
  ).map(([why, fields]) => new WandbError.RequestFailed({ ...fields, ...why })),
  OutcomeUnknown: FastCheck.record(
    {
      operation: FastCheck.constantFrom("Users.create", "ApiKeys.generate", "Teams.invite"),
      reason: Words.among("Transport", "Timeout", "Server"),
      description: words,
      advice: FastCheck.constant("Look whether it is there before you do it again."),
      candidates: FastCheck.array(candidate, { maxLength: 2 }),
      status: FastCheck.constantFrom(500, 502, 503, 504),
      requestId,
      attempts
    },
    { requiredKeys: ["operation", "description", "advice", "attempts"] }
  ).map((fields) => new WandbError.OutcomeUnknown(fields)),
  UnexpectedResponse: FastCheck.record(
    {
      operation,
      path: FastCheck.constantFrom("body", "data.viewer.email", "data.users.edges[0].node.id"),
      problem: FastCheck.constantFrom("expected a string and found null", "is not JSON"),
      mayHaveActed: FastCheck.boolean(),
      status: FastCheck.constant(200),
      requestId,
      attempts
    },
    { requiredKeys: ["operation", "path", "problem", "mayHaveActed", "attempts"] }
  ).map((fields) => new WandbError.UnexpectedResponse(fields))
}

export const error: FastCheck.Arbitrary<WandbError.WandbError> = FastCheck.oneof(...Object.values(errors))
