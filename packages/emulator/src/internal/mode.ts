/** Which of the servers that are known an instance is like. */
export interface Mode {
  readonly apiKeyListing: "hashed" | "legacy"
  readonly deployment: "self-managed" | "multi-tenant"
  readonly keyCreation: "enabled" | "disabled"
  readonly userAgents: "any" | "strict"
}

/** Whether listings show whole secrets, and keys have the form of before. */
export const isLegacy = ({ apiKeyListing }: Mode): boolean => apiKeyListing === "legacy"

/** Whether API keys are shown to a `User-Agent`. */
export const showsApiKeysTo = ({ userAgents }: Mode, agent: string | undefined): boolean =>
  userAgents === "any" || (agent ?? "").startsWith("W&B Public Client")
