import type { Instance, Seed } from "@effect-wandb/emulator"
import { Effect, Redacted } from "effect"

/** A legacy key and a current one, both well-formed and worth nothing. */
export const legacyKey = Redacted.make("0123456789abcdef0123456789abcdef01234567")
export const currentKey = Redacted.make(`wandb_v1_${"Ab3_".repeat(20)}`.slice(0, 86))

/** An admin, two users and a team with an admin of its own, a pending invite and a service account. */
export const seed: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    { username: "ada", email: "ada@lovelace.org", name: "Ada", apiKeys: [{ description: "laptop" }] },
    { username: "grace" },
    { username: "gone", deleted: true }
  ],
  teams: [
    {
      name: "engine",
      members: [{ username: "ada", role: "admin" }],
      invites: [{ email: "mary@example.com" }],
      serviceAccounts: [{ description: "ci" }]
    }
  ]
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly json: unknown
}

export interface AskOptions {
  /** Whose credentials to send: a username, a key, or nobody's. */
  readonly as?: string | Redacted.Redacted<string> | null
  readonly privileged?: boolean
  readonly body?: string
  readonly path?: string
  readonly method?: string
}

export const authorization = (key: Redacted.Redacted<string>): string =>
  `Basic ${btoa(`api:${Redacted.value(key)}`)}`

/** Sends one request to an instance, as a privileged admin unless told otherwise. */
export const ask = (
  instance: Instance.Instance.Service,
  query: string,
  variables?: object,
  { as = instance.adminKey, privileged = true, body, path = "/graphql", method = "POST" }: AskOptions = {}
) =>
  Effect.gen(function* () {
    const key = typeof as === "string" ? yield* instance.session(as) : as
    const request = new Request(`http://emulator.invalid${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(key === null ? {} : { authorization: authorization(key) }),
        ...(privileged ? { "use-admin-privileges": "true" } : {})
      },
      body: method === "GET" ? null : (body ?? JSON.stringify({ query, variables }))
    })
    const response = yield* instance.handle(request)
    const text = yield* Effect.promise(() => response.text())
    return { status: response.status, text, json: parsed(text) } satisfies Answer
  })

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The value at a path of an answer's JSON, undefined where the path leads nowhere. */
export const at = (answer: Answer, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    answer.json
  )

/** The answer of a refusal. */
export const refusal = (field: string, message: string) => ({
  errors: [{ message, path: [field] }],
  data: { [field]: null }
})
