import { Instance, type Seed } from "@effect-wandb/emulator"
import { Effect, TestClock } from "effect"
import { ask, type AskOptions } from "../support.js"

/** A world in which whatever can differ does: every kind of account, deleted or not, with and without keys and teams. */
export const seed: Seed.Seed = {
  users: [
    { username: "root", admin: true },
    {
      username: "ada",
      email: "ada@lovelace.org",
      name: "Ada",
      apiKeys: [{ description: "laptop" }, {}, { description: "ci" }]
    },
    { username: "grace", apiKeys: [{}] },
    { username: "gone", deleted: true, apiKeys: [{ description: "lost" }] },
    { username: "second", admin: true },
    { username: "robot", accountType: "ORG_SERVICE" },
    { username: "visitor", accountType: "VIEWER" },
    { username: "nobody", accountType: "ANONYMOUS" }
  ],
  teams: [
    {
      name: "engine",
      members: [
        { username: "ada", role: "admin" },
        { username: "second", role: "admin" },
        { username: "visitor", role: "view-only" },
        { username: "gone" }
      ],
      invites: [
        { email: "mary@example.com" },
        { email: "anne@example.com", role: "admin" },
        { email: "x@y.z" }
      ],
      serviceAccounts: [{ description: "ci" }]
    },
    { name: "bridge", members: [{ username: "ada" }] },
    { name: "empty" }
  ]
}

/** What is asked, and of which `User-Agent`; none unless told. */
export interface Question {
  readonly document: string
  readonly variables?: object
  readonly agent?: string | undefined
}

/** What a new instance over that world answers, the same each time: what differs is due to what is asked. */
export const answer = (
  { agent, document, variables = {} }: Question,
  options: Instance.Options = {},
  sending: AskOptions = {}
) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(0)
    const instance = yield* Instance.make({ seed, randomSeed: "parity", ...options })
    yield* TestClock.setTime(60_000)
    const handle = (request: Request) => {
      if (agent !== undefined) request.headers.set("user-agent", agent)
      return instance.handle(request)
    }
    return yield* ask({ ...instance, handle }, document, variables, sending)
  })
