// On its own, so that undici stays out of what every command loads: it takes longer to load than the rest.
export { layer } from "@effect/platform-node/NodeHttpClient"
