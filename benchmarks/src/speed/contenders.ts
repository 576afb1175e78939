import type { Way } from "./way.js"

const sdk = async (
  baseUrl: string,
  lookups: "together" | "alone",
  transport: "undici" | "fetch" | "node"
) => {
  const { way } = await import("./ways/sdk.js")
  const { FetchHttpClient } = await import("@effect/platform")
  const { NodeHttpClient } = await import("@effect/platform-node")
  const layers = {
    undici: NodeHttpClient.layerUndici,
    fetch: FetchHttpClient.layer,
    node: NodeHttpClient.layer
  }
  return way(baseUrl, lookups, layers[transport])
}

/** Who takes part; each loads what it needs and no more. */
export const contenders = {
  undici: async (baseUrl) => (await import("./ways/undici.js")).way(baseUrl),
  fetch: async (baseUrl) => (await import("./ways/fetch.js")).way(baseUrl),
  graphqlRequest: async (baseUrl) => (await import("./ways/graphqlRequest.js")).way(baseUrl),
  bareEffect: async (baseUrl) => (await import("./ways/bareEffect.js")).way(baseUrl),
  together: (baseUrl) => sdk(baseUrl, "together", "undici"),
  alone: (baseUrl) => sdk(baseUrl, "alone", "undici"),
  aloneOnFetch: (baseUrl) => sdk(baseUrl, "alone", "fetch"),
  aloneOnNode: (baseUrl) => sdk(baseUrl, "alone", "node")
} as const satisfies Record<string, (baseUrl: string) => Promise<Way>>

export type Name = keyof typeof contenders

export const isName = (name: string): name is Name => name in contenders
