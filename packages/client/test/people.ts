import { User, type Users } from "@effect-wandb/core"
import { Either, Predicate } from "effect"
import { goodAnswers } from "./operations.js"
import { type Reply, type Sent, wireUser } from "./support.js"

export type Lookup = Users.Users.Lookup
export type Answer = (sent: Sent, index: number) => Reply | Error | "never"

// A server that has whoever is asked for, but for those whose names begin with "no"

export const person = (name: string, fields: Record<string, unknown> = {}) =>
  wireUser({ id: `id-${name}`, username: name, name, email: `${name}@example.com`, entity: name, ...fields })

export const connection = (nodes: ReadonlyArray<unknown>, next?: string | null) => ({
  edges: nodes.map((node) => ({ node })),
  pageInfo: { hasNextPage: next !== undefined, endCursor: next ?? null }
})

export const data = (data: unknown): Reply => ({ body: { data } })

export const variablesOf = ({
  body: { variables }
}: Pick<Sent, "body">): Readonly<Record<string, unknown>> => (Predicate.isRecord(variables) ? variables : {})

export const texts = (value: unknown): ReadonlyArray<string> =>
  Array.isArray(value) ? value.filter(Predicate.isString) : []

export const text = (value: unknown): string => (Predicate.isString(value) ? value : "")

const named = (name: string) => (name.toLowerCase().startsWith("no") ? [] : [person(name)])
const ofId = (id: string) => named(id.replace("id-", ""))
const ofEmail = (email: string) => named(email.toLowerCase().replace("@example.com", ""))

export const good: Answer = (sent) => {
  const { id, ids, query, username, usernames, ...aliases } = variablesOf(sent)
  switch (sent.body.operationName) {
    case "UsersByUsername":
      return data({ users: connection(texts(usernames).flatMap(named)) })
    case "UsersById":
      return data({ users: connection(texts(ids).flatMap(ofId)) })
    case "UsersByEmail": {
      const searches = Object.entries(aliases).map(
        ([alias, email]) => [alias, connection(ofEmail(text(email)))] as const
      )
      return data(Object.fromEntries(searches))
    }
    case "UserByUsername":
      return data({ user: named(text(username))[0] ?? null })
    case "UserById":
      return data({ user: ofId(text(id))[0] ?? null })
    case "SearchUsers":
      return data({ users: connection(ofEmail(text(query))) })
    case "Touch":
      return data({ touch: { ok: true } })
    default:
      return data(goodAnswers[sent.body.operationName])
  }
}

/** The name that a lookup has led to, or how it failed. */
export const labelOf = Either.match({
  onLeft: ({ _tag }: { readonly _tag: string }) => _tag,
  onRight: User.label
})
