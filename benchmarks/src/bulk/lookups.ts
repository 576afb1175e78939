import { Wandb } from "@effect-wandb/client"
import { Users } from "@effect-wandb/core"
import { NodeHttpClient } from "@effect/platform-node"
import { Chunk, Effect, Either, Layer, ManagedRuntime, Redacted, Stream } from "effect"
import { beside, median } from "./processes.js"

const apiKey = Redacted.make("0123456789abcdef0123456789abcdef01234567")

const names = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`)

const runtimeFor = (baseUrl: string) =>
  ManagedRuntime.make(
    Wandb.layer({ apiKey, baseUrl }).pipe(Layer.orDie, Layer.provide(NodeHttpClient.layerUndici))
  )

const authorization = `Basic ${Buffer.from(`api:${Redacted.value(apiKey)}`).toString("base64")}`

/** What a program without a client sends: the same document for one user, and no more than it needs around it. */
const fetchOne = async (baseUrl: string, query: string, username: string): Promise<unknown> => {
  const response = await fetch(`${baseUrl}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization },
    body: JSON.stringify({ query, variables: { username } })
  })
  if (!response.ok) throw new Error(`status ${response.status}`)
  const { data } = (await response.json()) as { readonly data: { readonly user: unknown } }
  return data.user
}

const query = `query UserByUsername($username: String!) {
  user(userName: $username) {
    id username name email admin accountType entity createdAt deletedAt
    apiKeys(first: 100) { edges { node { id name description } } pageInfo { hasNextPage endCursor } }
    teams(first: 100) { edges { cursor node { name } } }
    lastTeam: teams(last: 1) { edges { node { name } } }
  }
}`

/** How many requests are under way at once, in either way of doing it: the client's default. */
const concurrency = 10

const fetchAll = async (baseUrl: string, usernames: ReadonlyArray<string>): Promise<void> => {
  const waiting = usernames.values()
  const worker = async () => {
    for (const username of waiting) {
      if ((await fetchOne(baseUrl, query, username)) === null) throw new Error(`no ${username}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

const lookups = (count: number) => names(count).map((username) => ({ username }))

/** Every one of them has to be found. */
const getMany = (count: number) =>
  Effect.map(Stream.runCollect(Users.getMany(lookups(count))), (results) => {
    if (!Chunk.every(results, Either.isRight)) throw new Error("somebody was not found")
  })

const getEach = (count: number) =>
  Effect.forEach(lookups(count), Users.get, { concurrency: "unbounded", discard: true })

/** Microseconds of CPU of this process for each of so many. */
const cpu = async (count: number, run: () => Promise<unknown>): Promise<number> => {
  const start = process.cpuUsage()
  await run()
  const { system, user } = process.cpuUsage(start)
  return (user + system) / count
}

const wall = async (run: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await run()
  return performance.now() - start
}

const rounds = 15
const warmUp = 10

/** Microseconds of CPU of this process for each user, in each way of looking them up. */
interface CpuRound {
  readonly fetch: number
  readonly thousand: number
  readonly each: number
  readonly tenThousand: number
}

const medianOf = (rounds: ReadonlyArray<CpuRound>, name: keyof CpuRound): number =>
  median(rounds.map((round) => round[name]))

/** What 200, 1,000 and 10,000 exact lookups take, over a socket, of a server that does nothing else. */
export const measureLookups = async () => {
  const server = await beside<number>("./answers.ts")
  const baseUrl = `http://127.0.0.1:${server.told}`
  const far = runtimeFor(`${baseUrl}/100`)
  const near = runtimeFor(baseUrl)
  const requests = async () => Number(await (await fetch(baseUrl)).text())
  try {
    const walls: Array<number> = []
    for (let round = -warmUp; round < rounds; round++) {
      const millis = await wall(() => far.runPromise(getEach(200)))
      if (round >= 0) walls.push(millis)
    }
    await requests()
    await near.runPromise(getEach(1000))
    const sent = await requests()

    const cpuRounds: Array<CpuRound> = []
    for (let round = -warmUp; round < rounds; round++) {
      const figures: CpuRound = {
        fetch: await cpu(1000, () => fetchAll(baseUrl, names(1000))),
        thousand: await cpu(1000, () => near.runPromise(getMany(1000))),
        each: await cpu(1000, () => near.runPromise(getEach(1000))),
        tenThousand: await cpu(10_000, () => near.runPromise(getMany(10_000)))
      }
      if (round >= 0) cpuRounds.push(figures)
    }
    return {
      wall: median(walls),
      sent,
      fetch: medianOf(cpuRounds, "fetch"),
      thousand: medianOf(cpuRounds, "thousand"),
      each: medianOf(cpuRounds, "each"),
      tenThousand: medianOf(cpuRounds, "tenThousand")
    }
  } finally {
    server.stop()
    await far.dispose()
    await near.dispose()
  }
}
