import { Fault, Instance, type Seed, Server } from "@effect-wandb/emulator"
import { Effect, Redacted, type Scope } from "effect"
import { authorization } from "./support.js"

/** An emulator that serves its page: what a browser opens, and what others do meanwhile. */
export interface Served {
  readonly url: string
  /** The address that opens the page with its buttons. */
  readonly link: string
  readonly createUser: (username: string) => Effect.Effect<void>
  /** Deletes the first API key, and gives its name. */
  readonly deleteApiKey: Effect.Effect<string>
}

const token = Redacted.make("a-token-for-nothing-else")

/** A user whose name is markup, one who is deleted, and a team with a service account and an invite. */
const seed: Seed.Seed = {
  users: [
    { username: "admin", admin: true, apiKeys: [{}] },
    {
      username: "ada",
      email: "ada@lovelace.org",
      name: `<script>document.title = "ran"</script><img src="/outside">`,
      apiKeys: [{ description: "laptop" }]
    },
    { username: "gone", deleted: true }
  ],
  teams: [
    {
      name: "engine",
      members: [{ username: "ada", role: "admin" }],
      invites: [{ email: "mary@lovelace.org" }],
      serviceAccounts: [{ description: "ci" }]
    }
  ]
}

/** Serves an emulator with its page on a free port, with some requests behind it, until the scope closes. */
export const serve: Effect.Effect<Served, never, Scope.Scope> = Effect.gen(function* () {
  const instance = yield* Instance.make({ seed, time: "2026-01-02T12:03:04.005Z" })
  const ask = (operation: string, query: string, variables: object = {}) =>
    Effect.ignore(
      instance.answer({
        method: "POST",
        path: "/graphql",
        query: "",
        header: (name) =>
          ({ authorization: authorization(instance.adminKey), "use-admin-privileges": "true" })[name],
        body: JSON.stringify({ query: `${operation} ${query}`, variables })
      })
    )

  yield* instance.inject(Fault.dropAfter({ operation: "viewer" }))
  yield* ask("query GetViewer", "{ viewer { id } }")
  yield* ask("mutation CreateTeam", '{ createTeam(input: { teamName: "engine" }) { entity { id } } }')
  yield* ask("query Nonsense", "{ viewr { id } }")
  yield* ask("query GetUser($userName: String)", "{ user(userName: $userName) { id } }", {
    userName: "ada",
    because: "it takes long to tell why ".repeat(5)
  })
  yield* instance.inject(
    Fault.respond({ status: 503, operation: "createTeam" }),
    Fault.refuse({ operation: "deleteTeam", probability: 0.5 }),
    Fault.delay("2 seconds", { operation: "entity", times: 3 })
  )
  const { url } = yield* Effect.provideService(
    Server.serve({ port: 0, control: token }),
    Instance.Instance,
    instance
  )
  yield* instance.clock.setTime(Date.UTC(2026, 0, 2, 12, 3, 5))
  return {
    url: `${url}/`,
    link: `${url}/?token=${Redacted.value(token)}`,
    createUser: (username: string) =>
      ask(
        "mutation CreateUser($email: String!)",
        "{ createUser(input: { email: $email }) { user { id } } }",
        {
          email: `${username}@example.com`
        }
      ),
    deleteApiKey: Effect.gen(function* () {
      const [first] = yield* instance.apiKeys
      yield* ask("mutation DeleteApiKey($id: String)", "{ deleteApiKey(input: { id: $id }) { success } }", {
        id: first?.id
      })
      return first?.name ?? ""
    })
  }
}).pipe(Effect.orDie)
