import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Operation from "../../Operation.js"
import type { WandbClient } from "../../WandbClient.js"
import { nextOf, type Page, PageInfo, pagesAfter } from "../paging.js"
import { counted } from "../call.js"
import { type Edge, edges, nodes } from "../edges.js"
import { isUnknownArgument } from "../refusal.js"
import { best, exact, isLiving, isMeant, type Wanted } from "./exact.js"
import { UserFields, userFields } from "./fields.js"
import { hidden } from "./search.js"
import type { Found } from "./whole.js"

// Many lookups in one document: by the server's own arguments for usernames and ids, and by a search for each email
// address, since there is no argument for those. Users are known by what they are, not by where they stand in the answer.

/** What became of a lookup, and how many times the request was sent that says so. */
export interface Answer {
  readonly result: Either.Either<Option.Option<Found>, QueryError>
  readonly attempts: number
}

/** What became of each lookup. */
export type Answers = ReadonlyMap<Wanted, Answer>

const Users = Schema.Struct({
  edges: edges(UserFields),
  pageInfo: PageInfo
})

const selection = `{ edges { node { ...UserFields } } pageInfo { hasNextPage endCursor } }`

const OfMany = Schema.Struct({ users: Schema.NullOr(Users) })

const range = { first: Schema.Number, after: Schema.NullOr(Schema.String) }

export const usersByUsername = Operation.query("UsersByUsername", {
  document: `query UsersByUsername($usernames: [String!], $first: Int, $after: String) {
  users(usernames: $usernames, first: $first, after: $after) ${selection}
} ${userFields}`,
  variables: Schema.Struct({ usernames: Schema.Array(Schema.String), ...range }),
  result: OfMany
})

export const usersById = Operation.query("UsersById", {
  document: `query UsersById($ids: [ID!], $first: Int, $after: String) {
  users(ids: $ids, first: $first, after: $after) ${selection}
} ${userFields}`,
  variables: Schema.Struct({ ids: Schema.Array(Schema.String), ...range }),
  result: OfMany
})

const alias = (index: number): string => `email${index}`

const UsersByAlias = Schema.Record({ key: Schema.String, value: Schema.NullOr(Users) })

/** A whole address matches few besides its owner. */
const fewHits = 10

/** A search for each of so many email addresses. */
export const usersByEmail = (count: number) => {
  const aliases = Arr.makeBy(count, alias)
  const parameters = aliases.map((name) => `$${name}: String`)
  const searches = aliases.map((name) => `${name}: users(query: $${name}, first: ${fewHits}) ${selection}`)
  return Operation.query("UsersByEmail", {
    document: `query UsersByEmail(${parameters.join(", ")}) {\n  ${searches.join("\n  ")}\n} ${userFields}`,
    variables: Schema.Struct(Object.fromEntries(aliases.map((name) => [name, Schema.String]))),
    result: UsersByAlias
  })
}

const oneByOne = (client: WandbClient.Service, wanted: ReadonlyArray<Wanted>): Effect.Effect<Answers> =>
  Effect.map(
    Effect.forEach(
      wanted,
      (one) => Effect.map(counted(exact(client, one)), (answer) => [one, answer] as const),
      {
        concurrency: "unbounded"
      }
    ),
    (answers) => new Map(answers)
  )

/** What a document tells; whom it does not tell of is to be asked for alone. */
type Told = ReadonlyMap<Wanted, Option.Option<Found>>

/**
 * Asks by one of the server's arguments, page by page where the server makes pages shorter than that. Those whom it hides
 * behind a null may be any of the missing.
 */
const byArgument = (
  client: WandbClient.Service,
  by: "username" | "id",
  wanted: ReadonlyArray<Wanted>
): Effect.Effect<Told, QueryError> => {
  const values = wanted.map(({ value }) => value)
  const first = values.length
  const { name } = by === "username" ? usersByUsername : usersById
  const query = (after: string | null) =>
    by === "username"
      ? client.query(usersByUsername, { usernames: values, first, after })
      : client.query(usersById, { ids: values, first, after })
  const page = (after: string | null): Effect.Effect<Page<Edge<UserFields>>, QueryError> =>
    Effect.flatMap(query(after), ({ users }) =>
      users === null ? hidden : Effect.succeed({ items: users.edges, next: nextOf(users.pageInfo) })
    )

  return Effect.gen(function* () {
    const source = { name, path: "data.users.edges.node" }
    const found = new Map<string, UserFields>()
    let somebodyIsHidden = false
    const keep = (edges: ReadonlyArray<Edge<UserFields>>) => {
      for (const { node } of edges) {
        const key = node?.[by]
        if (node === null) somebodyIsHidden = true
        else if (key != null && !isBetter(found.get(key), node)) found.set(key, node)
      }
    }
    // A server that goes on all the same is not followed.
    const isDone = () => values.every((value) => found.has(value))

    const start = yield* page(null)
    keep(start.items)
    if (!isDone()) {
      const connection = { name, path: "data.users.pageInfo" }
      yield* pagesAfter(start, connection, connection, page).pipe(
        Stream.takeUntil((items) => {
          keep(items)
          return isDone()
        }),
        Stream.runDrain
      )
    }

    const told = new Map<Wanted, Option.Option<Found>>()
    for (const one of wanted) {
      const fields = found.get(one.value)
      if (fields !== undefined) told.set(one, Option.some({ source, fields }))
      else if (!somebodyIsHidden) told.set(one, Option.none())
    }
    return told
  })
}

/** Whether who is there already is rather meant than who comes: a living user is rather meant than a deleted one. */
const isBetter = (there: UserFields | undefined, other: UserFields): boolean =>
  there !== undefined && (isLiving(there) || !isLiving(other))

/** Searches for many at once; the first hits tell, unless there are more and none of these is meant. */
const byAlias = (
  client: WandbClient.Service,
  wanted: ReadonlyArray<Wanted>
): Effect.Effect<Told, QueryError> => {
  const operation = usersByEmail(wanted.length)
  const variables = Object.fromEntries(wanted.map(({ value }, index) => [alias(index), value]))
  return Effect.map(client.query(operation, variables), (searches) => {
    const told = new Map<Wanted, Option.Option<Found>>()
    for (const [index, one] of wanted.entries()) {
      const users = searches[alias(index)]
      if (users == null) continue
      const matches = nodes(users.edges).filter(isMeant(one))
      if (users.pageInfo.hasNextPage && !matches.some(isLiving)) continue
      const source = { name: operation.name, path: `data.${alias(index)}.edges.node` }
      told.set(
        one,
        Option.map(best(matches), (fields) => ({ source, fields }))
      )
    }
    return told
  })
}

/** Whether the failure may be that of one of many alone: then each of them gets its own answer. */
const mayBeOfOne = (error: QueryError): boolean =>
  error._tag === "UnexpectedResponse" ||
  error._tag === "PermissionDenied" ||
  (error._tag === "RequestFailed" && error.reason === "Rejected" && !error.isRetryable)

/** Lookups that go into one document, and how to make them. */
export interface Batch {
  readonly wanted: ReadonlyArray<Wanted>
  readonly ask: Effect.Effect<Answers>
}

/** How many lookups go into one document. */
export interface Sizes {
  readonly byArgument: number
  readonly byAlias: number
}

/** What is known of a server: whether its `users` has the arguments `usernames` and `ids`, as long as none has said otherwise. */
export interface Abilities {
  hasArguments: boolean
}

/** Asks in one document, and for those of whom it does not tell by themselves. */
const ask = (
  client: WandbClient.Service,
  server: Abilities,
  wanted: ReadonlyArray<Wanted>,
  document: Effect.Effect<Told, QueryError>
): Effect.Effect<Answers> =>
  Effect.gen(function* () {
    const { attempts, result } = yield* counted(document)
    if (Either.isLeft(result)) {
      const error = result.left
      if (isUnknownArgument(error)) server.hasArguments = false
      return mayBeOfOne(error)
        ? yield* oneByOne(client, wanted)
        : new Map(wanted.map((one) => [one, { result: Either.left(error), attempts }]))
    }
    const answers = new Map<Wanted, Answer>()
    for (const [one, found] of result.right) answers.set(one, { result: Either.right(found), attempts })
    const others = wanted.filter((one) => !answers.has(one))
    return others.length === 0 ? answers : new Map([...answers, ...(yield* oneByOne(client, others))])
  })

/** Sorts lookups into as few documents as may be. A failure of a whole document is that of each lookup in it. */
export const batches = (
  client: WandbClient.Service,
  server: Abilities,
  sizes: Sizes,
  wanted: ReadonlyArray<Wanted>
): ReadonlyArray<Batch> => {
  const inChunks = (
    by: Wanted["by"],
    size: number,
    document: (wanted: ReadonlyArray<Wanted>) => Effect.Effect<Told, QueryError>
  ): ReadonlyArray<Batch> =>
    Arr.chunksOf(
      wanted.filter((one) => one.by === by),
      size
    ).map((some) => ({
      wanted: some,
      ask: Effect.suspend(() =>
        some.length === 1 || (by !== "email" && !server.hasArguments)
          ? oneByOne(client, some)
          : ask(client, server, some, document(some))
      )
    }))
  return [
    ...inChunks("username", sizes.byArgument, (some) => byArgument(client, "username", some)),
    ...inChunks("id", sizes.byArgument, (some) => byArgument(client, "id", some)),
    ...inChunks("email", sizes.byAlias, (some) => byAlias(client, some))
  ]
}
