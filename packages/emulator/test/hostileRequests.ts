import { Effect, Utils } from "effect"
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField
} from "graphql"
import { Agent, request } from "node:http"

// Requests as no client sends them, the same ones in every run.

/** What decides. */
export interface Dice {
  /** A number from 0 to below another. */
  readonly below: (limit: number) => number
  readonly chance: (probability: number) => boolean
  readonly of: <A>(faces: ReadonlyArray<A>) => A
}

export const dice = (seed: number): Dice => {
  const random = new Utils.PCGRandom(seed)
  const below = (limit: number) => Math.floor(random.number() * limit)
  return {
    below,
    chance: (probability) => random.number() < probability,
    of: (faces) => {
      const face = faces[below(faces.length)]
      if (face === undefined) throw new Error("a die has faces")
      return face
    }
  }
}

/** What a request is made of, save who sends it. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const ids = (kind: string): ReadonlyArray<string> => [3, 4, 5, 999].map((id) => btoa(`${kind}:${id}`))
const usernames = ["root", "ada", "grace", "gone", "engine-ci"]
const emails = ["ada@lovelace.org", "mary@example.com", "new@example.com", "x@y"]
const teams = ["engine", "engine", "ada", "new"]
const cursors = ["cursor:0", "cursor:2", "cursor:-1", "cursor:99999999999999999"].map((text) => btoa(text))

/** What arguments are given that are to mean something to the server of the tests. */
const meant: Readonly<Record<string, ReadonlyArray<string>>> = {
  id: ["User", "ApiKey", "Invite"].flatMap(ids),
  ids: ids("User"),
  user: [...ids("User"), ...usernames],
  userName: usernames,
  username: usernames,
  usernames,
  teamAdminUserName: usernames,
  email: emails,
  primaryEmail: emails,
  query: ["ada", "example.com"],
  name: [...teams, ...usernames],
  defaultEntity: teams,
  entityName: teams,
  teamName: ["new", "newer", "ada"],
  role: ["admin", "member"],
  accountType: ["USER", "SERVICE"],
  after: cursors,
  before: cursors
}

/** Texts that mean something, and such as mean nothing to anybody. */
const texts = [
  ...Object.values(meant).flat(),
  ...["User:1e3", "User:999999999999999", "User: 1", "User:01"].map((text) => btoa(text)),
  "",
  " ",
  "\0",
  "\ud800",
  "\u202e",
  "😀",
  "__proto__",
  "constructor",
  "toString",
  "%00",
  "a".repeat(300),
  "-".repeat(300),
  `${"-".repeat(300)}x@y`,
  "../../etc/passwd",
  "' OR 1=1 --",
  "<script>"
]

/** Any value of JSON. */
const json = (dice: Dice, depth = 0): unknown => {
  switch (dice.below(depth > 4 ? 5 : 7)) {
    case 0:
      return dice.of([null, true, false])
    case 1:
      return dice.of([0, -0, -1, 1.5, 1e308, 2 ** 31, 2 ** 53, -(2 ** 63)])
    case 5:
      return Array.from({ length: dice.below(4) }, () => json(dice, depth + 1))
    case 6:
      return Object.fromEntries(
        Array.from({ length: dice.below(4) }, () => [key(dice), json(dice, depth + 1)] as const)
      )
    default:
      return dice.of(texts)
  }
}

const key = (dice: Dice): string =>
  dice.chance(0.7)
    ? dice.of([
        "query",
        "variables",
        "operationName",
        "extensions",
        "input",
        "id",
        "__proto__",
        "constructor"
      ])
    : dice.of(texts)

/** What a text becomes when a piece of it is taken out, doubled, moved or replaced. */
const mutated = (dice: Dice, text: string, pieces: ReadonlyArray<string>): string => {
  const from = dice.below(text.length + 1)
  const to = Math.min(text.length, from + dice.below(12))
  const piece = text.slice(from, to)
  const changed = dice.of([
    () => text.slice(0, from) + text.slice(to),
    () => text.slice(0, to) + piece + text.slice(to),
    () => text.slice(0, from) + dice.of(pieces) + text.slice(to),
    () => text.slice(0, from) + dice.of(pieces) + text.slice(from),
    () => text.slice(0, from)
  ])()
  return dice.chance(0.5) ? changed : mutated(dice, changed, pieces)
}

const punctuation = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ":",
  "!",
  "$",
  "@",
  "...",
  "|",
  "&",
  "=",
  '"',
  '"""',
  "\\",
  "#",
  "\n"
]
const words = [
  "query",
  "mutation",
  "subscription",
  "fragment F on User",
  "on",
  "null",
  "true",
  "-1",
  "1e999",
  "\ufeff"
]
const bits = ["\\u", "\\ud800", "\0", ",", "e", "-", "9".repeat(40)]
const pieces = [...punctuation, ...words, ...bits, "...F", "@include(if: $x)", "__typename", "__schema"]

/** A document that the schema allows, with variables that fit. */
export const allowed = (dice: Dice, schema: GraphQLSchema): Asked => {
  const variables: Record<string, unknown> = {}
  const definitions: Array<string> = []
  const fragments: Array<string> = []

  const argument = (name: string, type: GraphQLInputType): string => {
    const value = valueOf(dice, name, type)
    if (dice.chance(0.5)) return `${name}: ${literal(value, type)}`
    const variable = `v${definitions.length}`
    definitions.push(`$${variable}: ${type}`)
    variables[variable] = value
    return `${name}: $${variable}`
  }

  const field = ({ args, name, type }: GraphQLField<unknown, unknown>, depth: number): string => {
    const given = args
      .filter((arg) => isRequiredArgument(arg) || dice.chance(0.5))
      .map((arg) => argument(arg.name, arg.type))
    return `${name}${given.length > 0 ? `(${given.join(", ")})` : ""}${selection(type, depth)}`
  }

  const named = (one: GraphQLField<unknown, unknown>, depth: number): string =>
    (dice.chance(0.1) ? `x${dice.below(1000)}: ` : "") + field(one, depth)

  const selection = (type: GraphQLOutputType, depth: number): string => {
    const of = getNamedType(type)
    return isObjectType(of) ? ` { ${fieldsOf(of.name, Object.values(of.getFields()), depth).join(" ")} }` : ""
  }

  /** Some of the fields, a part of them in a fragment; and their type, so that they are never none. */
  const fieldsOf = (
    on: string,
    fields: ReadonlyArray<GraphQLField<unknown, unknown>>,
    depth: number
  ): ReadonlyArray<string> => {
    const simple = fields.filter(({ type }) => depth < 9 || !isObjectType(getNamedType(type)))
    const chosen = simple.filter(() => dice.chance(0.4)).map((one) => named(one, depth + 1))
    const apart = chosen.splice(dice.below(chosen.length + 1))
    if (apart.length === 0) return ["__typename", ...chosen]
    if (dice.chance(0.5))
      return ["__typename", ...chosen, `... on ${on} @include(if: true) { ${apart.join(" ")} }`]
    const name = `F${fragments.length}`
    fragments.push(`fragment ${name} on ${on} { ${apart.join(" ")} }`)
    return ["__typename", ...chosen, `...${name}`]
  }

  const isMutation = dice.chance(0.5)
  const root = isMutation ? schema.getMutationType() : schema.getQueryType()
  const fields = Object.values(root?.getFields() ?? {})
  const chosen = Array.from(
    { length: 1 + dice.below(3) },
    (_, index) => `r${index}: ${field(dice.of(fields), 1)}`
  )
  const head = `${isMutation ? "mutation" : "query"} Q${definitions.length > 0 ? `(${definitions.join(", ")})` : ""}`
  return { query: `${head} { ${chosen.join(" ")} } ${fragments.join(" ")}`, variables }
}

export interface Asked {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

const valueOf = (dice: Dice, name: string, type: GraphQLInputType): unknown => {
  if (isNonNullType(type)) return valueOf(dice, name, type.ofType) ?? valueOf(dice, name, type)
  if (dice.chance(0.1)) return null
  if (isListType(type)) return Array.from({ length: dice.below(4) }, () => valueOf(dice, name, type.ofType))
  if (isInputObjectType(type)) {
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isRequiredInputField(field) || dice.chance(0.5))
        .map((field) => [field.name, valueOf(dice, field.name, field.type)])
    )
  }
  switch (type.name) {
    case "Int":
      return dice.of([-1, 0, 1, 2, 1000, 2 ** 31 - 1])
    case "Boolean":
      return dice.chance(0.5)
    default:
      return dice.of(dice.chance(0.85) ? (meant[name] ?? texts) : texts)
  }
}

const literal = (value: unknown, type: GraphQLInputType): string => {
  if (isNonNullType(type)) return literal(value, type.ofType)
  if (Array.isArray(value) && isListType(type)) {
    return `[${value.map((item) => literal(item, type.ofType)).join(", ")}]`
  }
  if (isInputObjectType(type) && typeof value === "object" && value !== null) {
    const fields = type.getFields()
    return `{${Object.entries(value).map(([name, inner]) => {
      const field = fields[name]
      return field === undefined ? "" : `${name}: ${literal(inner, field.type)}`
    })}}`
  }
  return JSON.stringify(value)
}

/** The kinds of bodies, each as often as it is here. */
const kinds: ReadonlyArray<(dice: Dice, schema: GraphQLSchema) => string | Uint8Array> = [
  (dice) => Uint8Array.from({ length: dice.below(400) }, () => dice.below(256)),
  (dice) => JSON.stringify(json(dice)),
  (dice) => JSON.stringify({ query: dice.of(texts), variables: json(dice), operationName: json(dice) }),
  (dice, schema) => mutated(dice, JSON.stringify(allowed(dice, schema)), pieces),
  (dice, schema) => JSON.stringify(crooked(dice, allowed(dice, schema))),
  (dice, schema) => JSON.stringify(misfitting(dice, allowed(dice, schema))),
  (dice, schema) => JSON.stringify(allowed(dice, schema)),
  (dice, schema) => JSON.stringify(allowed(dice, schema)),
  (dice, schema) => JSON.stringify(allowed(dice, schema))
]

const crooked = (dice: Dice, { query, variables }: Asked): Asked => ({
  query: mutated(dice, query, pieces),
  variables
})

const misfitting = (dice: Dice, { query, variables }: Asked): Asked => ({
  query,
  variables: Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, dice.chance(0.5) ? json(dice) : value])
  )
})

const contentTypes = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "x"
]
const paths = [
  "/graphql",
  "/a/b/graphql",
  "/",
  "/graphql?x=1",
  "/graphql/",
  "/%67raphql",
  "/../graphql",
  "/_emulator/x"
]

/** Any request at all. */
export const anything = (
  dice: Dice,
  schema: GraphQLSchema,
  authorizations: ReadonlyArray<string>
): Request => {
  const body = dice.of(kinds)(dice, schema)
  return {
    method: dice.chance(0.97) ? "POST" : dice.of(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"]),
    path: dice.chance(0.95) ? "/graphql" : dice.of(paths),
    headers: {
      "content-type": dice.chance(0.8) ? "application/json" : dice.of(contentTypes),
      ...(dice.chance(0.9) ? { authorization: dice.of(authorizations) } : {}),
      ...(dice.chance(0.85) ? { "use-admin-privileges": "true" } : {}),
      ...(dice.chance(0.1) ? { "content-encoding": "gzip" } : {})
    },
    body: typeof body === "string" ? new TextEncoder().encode(body) : body
  }
}

/** How a request ended: with a status, or without any; what it was is known where it ended badly. */
export interface End {
  readonly status: number | undefined
  readonly sent?: string
}

/** How requests ended, over how many connections, and after how many of them the server closed one as it should. */
export interface Sent {
  readonly ends: ReadonlyArray<End>
  readonly connections: number
  readonly closings: number
}

/** Sends requests one after the other, so many at a time, over connections that are kept alive. */
export const keptAlive = (
  port: number,
  atATime: number,
  requests: ReadonlyArray<Request>
): Effect.Effect<Sent> => {
  const connections = new Set<object>()
  let closings = 0

  const send = (agent: Agent, { body, headers, method, path }: Request): Effect.Effect<End> =>
    Effect.async((resume) => {
      const end = (status: number | undefined) => {
        const sent = `${method} ${path} ${JSON.stringify(headers)} ${Buffer.from(body).toString()}`
        resume(Effect.succeed(status === undefined || status >= 500 ? { status, sent } : { status }))
      }
      request({
        agent,
        method,
        path,
        port,
        host: "127.0.0.1",
        headers: { ...headers, "content-length": body.length }
      })
        .on("error", () => end(undefined))
        .on("socket", (socket) => connections.add(socket))
        .on("response", (response) => {
          if (response.headers.connection === "close") closings++
          response.resume().on("end", () => end(response.statusCode))
        })
        .end(body)
    })

  return Effect.acquireUseRelease(
    Effect.sync(() => new Agent({ keepAlive: true, maxSockets: atATime })),
    (agent) =>
      Effect.map(
        Effect.forEach(requests, (one) => send(agent, one), { concurrency: atATime }),
        (ends) => ({ ends, connections: connections.size, closings })
      ),
    (agent) => Effect.sync(() => agent.destroy())
  )
}
