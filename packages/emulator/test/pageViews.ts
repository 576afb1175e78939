import { Fault } from "@effect-wandb/emulator"
import type { Shown, View } from "../src/internal/page/view.js"

const all = <A>(...rows: ReadonlyArray<A>): Shown<A> => ({ rows, total: rows.length })

/** An emulator in which nothing is and nothing happened. */
export const empty: View = {
  now: "2026-01-02T12:03:04.005Z",
  users: all(),
  apiKeys: all(),
  teams: all(),
  requests: all(),
  faults: [],
  control: "off"
}

const user = { admin: false, accountType: "USER", deletedAt: null, teams: [] } as const
const answered = { outcome: "answered", status: 200, durationMillis: 2, errors: [], hints: [] } as const

/** An emulator in which there is something of everything, and a user whose name is markup. */
export const sample: View = {
  now: "2026-01-02T12:03:04.005Z",
  users: all(
    { ...user, id: "VXNlcjox", username: "admin", email: "admin@example.com", name: "admin", admin: true },
    {
      ...user,
      id: "VXNlcjoy",
      username: "ada",
      email: "ada@lovelace.org",
      name: `<script>document.title = "ran"</script><img src="/outside">`,
      teams: ["engine"]
    },
    {
      ...user,
      id: "VXNlcjoz",
      username: "gone",
      email: null,
      name: "Gone",
      deletedAt: "2026-01-02T11:00:00.000Z"
    },
    { ...user, id: "VXNlcjo0", username: "engine-ci", email: null, name: "ci", accountType: "SERVICE" }
  ),
  apiKeys: all(
    { id: "QXBpS2V5OjE=", name: "wandb_v1_Ab3_Ab3_Ab3", description: null, username: "admin" },
    { id: "QXBpS2V5OjI=", name: "local-01234567890abc", description: "laptop", username: "ada" }
  ),
  teams: all({
    id: "RW50aXR5OjU=",
    name: "engine",
    members: [
      { username: "ada", role: "admin", accountType: "USER" },
      { username: "engine-ci", role: "member", accountType: "SERVICE" }
    ],
    invites: [{ id: "SW52aXRlOjY=", email: "mary@example.com", role: "member" }]
  }),
  requests: all(
    {
      ...answered,
      id: 4,
      at: "2026-01-02T12:03:02.400Z",
      operation: "GetUser",
      rootFields: ["user"],
      variables: { userName: "ada", because: "it takes long to tell why ".repeat(5) },
      username: "ada",
      outcome: "abandoned",
      status: null,
      durationMillis: 30_000
    },
    {
      ...answered,
      id: 3,
      at: "2026-01-02T12:03:01.300Z",
      operation: "CreateUser",
      rootFields: ["createUser"],
      variables: { email: "mary@example.com" },
      username: "admin",
      outcome: "lost",
      status: null,
      fault: "DropAfter"
    },
    {
      ...answered,
      id: 2,
      at: "2026-01-02T12:03:01.200Z",
      operation: null,
      rootFields: ["viewer"],
      variables: {},
      username: null,
      status: 401,
      errors: ["user must be authenticated"]
    },
    {
      ...answered,
      id: 1,
      at: "2026-01-02T12:03:00.100Z",
      operation: "ServerInfo",
      rootFields: ["serverInfo"],
      variables: {},
      username: "ada",
      hints: [`a fault (DropAfter) waits for "serverinfo", and this is "serverInfo"`]
    }
  ),
  faults: [
    { fault: Fault.dropAfter({ operation: "createUser", times: 3 }), met: 1, left: 2 },
    {
      fault: Fault.respond({ status: 429, headers: { "retry-after": "2" }, probability: 0.1 }),
      met: 4,
      left: null
    },
    { fault: Fault.delay("2 seconds", { operation: "users" }), met: 0, left: 1 }
  ],
  control: "open"
}
