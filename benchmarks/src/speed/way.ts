import { Effect, type ManagedRuntime } from "effect"

/** A way of asking the server: looking users up, so many at once, and making keys and deleting them, one after the other. */
export interface Way {
  readonly gets: (count: number, atOnce: number) => Promise<void>
  readonly pairs: (count: number) => Promise<void>
}

/** What each way asks for; a client of its own may ask for it in its own words. */
export const documents = {
  get: `query UserByUsername($username: String!) { user(userName: $username) {
    id username name email admin accountType entity createdAt deletedAt
    apiKeys(first: 100) { edges { node { id name description } } pageInfo { hasNextPage endCursor } }
    teams(first: 100) { edges { cursor node { name } } }
    lastTeam: teams(last: 1) { edges { node { name } } }
  } }`,
  generate: `mutation GenerateApiKey($description: String) {
    result: generateApiKey(input: { description: $description }) { apiKey { id name } }
  }`,
  remove: `mutation DeleteApiKey($id: String!) { result: deleteApiKey(input: { id: $id }) { success } }`
}

/** What comes back, to a program that believes it. */
export interface Answers {
  readonly get: { readonly user: { readonly username: string } | null }
  readonly generate: { readonly result: { readonly apiKey: { readonly id: string; readonly name: string } } }
  readonly remove: { readonly result: { readonly success: boolean } }
}

export const apiKey = "0123456789abcdef0123456789abcdef01234567"

export const headers = {
  "content-type": "application/json",
  accept: "application/json",
  authorization: `Basic ${Buffer.from(`api:${apiKey}`).toString("base64")}`
}

export const description = "nightly"

/** Each of those who ask at the same time asks for a user of their own. */
export const nameOf = (asker: number): string => `user-${asker}`

/** A way of promises, made of how it sends a document and gets the data. */
export const ofPromises = (
  send: <Name extends keyof Answers>(
    name: Name,
    variables: Readonly<Record<string, string>>
  ) => Promise<Answers[Name]>
): Way => ({
  gets: async (count, atOnce) => {
    const ask = async (_: unknown, asker: number) => {
      const username = nameOf(asker)
      for (let left = count / atOnce; left > 0; left--) {
        const { user } = await send("get", { username })
        if (user?.username !== username) throw new Error(`no ${username}`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, ask))
  },
  pairs: async (count) => {
    for (let left = count; left > 0; left--) {
      const made = await send("generate", { description })
      const removed = await send("remove", { id: made.result.apiKey.id })
      if (!removed.result.success) throw new Error("not deleted")
    }
  }
})

/** A way of effects, made of one lookup and of one pair. */
export const ofEffects = <R>(
  runtime: ManagedRuntime.ManagedRuntime<R, never>,
  get: (asker: number) => Effect.Effect<unknown, unknown, R>,
  pair: Effect.Effect<unknown, unknown, R>
): Way => ({
  gets: (count, atOnce) =>
    runtime.runPromise(
      Effect.forEach(
        Array.from({ length: atOnce }, (_, asker) => Effect.repeatN(get(asker), count / atOnce - 1)),
        (asking) => asking,
        { concurrency: "unbounded", discard: true }
      )
    ),
  pairs: (count) => runtime.runPromise(Effect.asVoid(Effect.repeatN(pair, count - 1)))
})
