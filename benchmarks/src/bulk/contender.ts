import { Wandb } from "@effect-wandb/client"
import { Users } from "@effect-wandb/core"
import { NodeHttpClient } from "@effect/platform-node"
import { Chunk, Effect, Either, Layer, ManagedRuntime, Redacted, Stream } from "effect"

// One way to look users up, as a process of its own: whatever it leaves to be collected is on its own account. Told how
// many to look up, it does so for a while, and tells how often, and how many milliseconds
// and microseconds of CPU it took each time.

const [way = "", baseUrl = "", warmUp = "0"] = process.argv.slice(2)

const apiKey = Redacted.make("0123456789abcdef0123456789abcdef01234567")
const authorization = `Basic ${Buffer.from(`api:${Redacted.value(apiKey)}`).toString("base64")}`

const names = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`)
const lookups = (count: number) => names(count).map((username) => ({ username }))

const query = `query UserByUsername($username: String!) {
  user(userName: $username) {
    id username name email admin accountType entity createdAt deletedAt
    apiKeys(first: 100) { edges { node { id name description } } pageInfo { hasNextPage endCursor } }
    teams(first: 100) { edges { cursor node { name } } }
    lastTeam: teams(last: 1) { edges { node { name } } }
  }
}`

/** What a program without a client does: the same document for one user, and no more than it needs around it. */
const fetchOne = async (username: string): Promise<void> => {
  const response = await fetch(`${baseUrl}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization },
    body: JSON.stringify({ query, variables: { username } })
  })
  if (!response.ok) throw new Error(`status ${response.status}`)
  const { data } = (await response.json()) as { readonly data: { readonly user: unknown } }
  if (data.user === null) throw new Error(`no ${username}`)
}

/** As many at once as the client has requests under way. */
const concurrency = 10

const fetchEach = async (count: number): Promise<void> => {
  const waiting = names(count).values()
  const work = async () => {
    for (const username of waiting) await fetchOne(username)
  }
  await Promise.all(Array.from({ length: concurrency }, work))
}

const runtime = ManagedRuntime.make(
  Wandb.layer({ apiKey, baseUrl }).pipe(Layer.orDie, Layer.provide(NodeHttpClient.layerUndici))
)

/** Every one of them has to be found. */
const getMany = (count: number) =>
  Stream.runForEachChunk(Users.getMany(lookups(count)), (results) =>
    Chunk.every(results, Either.isRight) ? Effect.void : Effect.dieMessage("somebody was not found")
  )

const getEach = (count: number) =>
  Effect.forEach(lookups(count), Users.get, { concurrency: "unbounded", discard: true })

const ways: Record<string, (count: number) => Promise<unknown>> = {
  fetch: fetchEach,
  getMany: (count) => runtime.runPromise(getMany(count)),
  get: (count) => runtime.runPromise(getEach(count))
}

const run = ways[way]
if (run === undefined) throw new Error(`there is no way ${way}`)

/** For how long each measurement goes on, in milliseconds. */
const atLeast = 500

const measure = async (count: number): Promise<void> => {
  const start = performance.now()
  const before = process.cpuUsage()
  let runs = 0
  for (; performance.now() - start < atLeast; runs++) await run(count)
  const { system, user } = process.cpuUsage(before)
  process.send?.({ runs, millis: (performance.now() - start) / runs, cpu: (user + system) / runs })
}

process.on("message", (count) => void measure(Number(count)))
// What is measured is how it runs for long: the compiler has its turn before.
const end = performance.now() + Number(warmUp)
while (performance.now() < end) await run(1000)

process.send?.("ready")
