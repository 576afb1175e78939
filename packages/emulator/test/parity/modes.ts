import type { Instance } from "@effect-wandb/emulator"

/** The options that make an instance like another kind of server; the others say how it starts and what it keeps. */
export type ModeName = Exclude<
  keyof Instance.Options,
  "seed" | "adminKey" | "randomSeed" | "time" | "snapshot" | "save"
>

/** Something that a mode changes: `seen` fits the status and the body of its answer, and not of the usual one. */
export interface Difference {
  readonly says: string
  readonly document: string
  readonly seen: RegExp
  /** The `User-Agent` with which it is not seen. */
  readonly unlessFrom?: string
}

export interface Mode {
  readonly usually: string
  readonly otherwise: Instance.Options
  /** Options with which the mode shows; what they change by themselves is not taken for its doing. */
  readonly beside?: Instance.Options
  /** Options that no instance can have together with the mode. */
  readonly never?: { readonly says: string; readonly options: Instance.Options }
  readonly differences: ReadonlyArray<Difference>
}

const generate = "mutation { generateApiKey(input: {}) { apiKey { name } } }"
const keysOfAda = `{ user(userName: "ada") { username apiKeys { edges { node { name } } } } }`

/** The modes, each against the usual one; the type of this table asks for all of them. */
export const modes: Readonly<Record<ModeName, Mode>> = {
  apiKeyListing: {
    usually: "hashed",
    otherwise: { apiKeyListing: "legacy" },
    differences: [
      {
        says: "Listings have the whole key in `ApiKey.name`.",
        document: keysOfAda,
        seen: /"name":"local-\w{40}"/
      },
      {
        says: "New keys have 40 characters behind `local-`.",
        document: generate,
        seen: /"name":"local-\w{40}"/
      },
      {
        says: "Service accounts have a key from the start, which `Member.apiKey` shows.",
        document: `{ entity(name: "engine") { members { apiKey } } }`,
        seen: /"apiKey":"local-\w{40}"/
      }
    ]
  },
  deployment: {
    usually: "self-managed",
    otherwise: { deployment: "multi-tenant" },
    beside: { apiKeyListing: "legacy" },
    differences: [
      {
        says: "Keys of 40 characters have no `local-` before them.",
        document: generate,
        seen: /"name":"\w{40}"/
      }
    ]
  },
  keyCreation: {
    usually: "enabled",
    otherwise: { keyCreation: "disabled" },
    never: { says: "Never on a multi-tenant server.", options: { deployment: "multi-tenant" } },
    differences: [
      {
        says: "`generateApiKey` is refused with the server's words; its status, 403, is inferred.",
        document: generate,
        seen: /^403 .*"API key creation has been disabled by your organization administrator"/
      }
    ]
  },
  userAgents: {
    usually: "any",
    otherwise: { userAgents: "strict" },
    differences: [
      {
        says: "Whatever asks for API keys fails whole with `relogin required`, unless its `User-Agent` begins with `W&B Public Client`; the status, 200, is inferred.",
        document: keysOfAda,
        seen: /^200 \{"errors":\[\{"message":"relogin required"\}\]\}$/,
        unlessFrom: "W&B Public Client 0.30.0"
      }
    ]
  },
  introspection: {
    usually: "true",
    otherwise: { introspection: false },
    differences: [
      {
        says: "Documents that ask for the schema are refused with a 400.",
        document: "{ __schema { queryType { name } } }",
        seen: /^400 /
      }
    ]
  },
  maxPageSize: {
    usually: "1000",
    otherwise: { maxPageSize: 2 },
    differences: [
      {
        says: "No page is larger, whatever is asked for.",
        document: "{ users(first: 5) { edges { cursor } pageInfo { hasNextPage } } }",
        seen: /"edges":\[\{[^}]*\},\{[^}]*\}\],"pageInfo":\{"hasNextPage":true\}/
      }
    ]
  },
  bulkLookups: {
    usually: "true",
    otherwise: { bulkLookups: false },
    differences: [
      {
        says: "`Query.users(ids:)` is unknown: a 400.",
        document: "{ users(ids: []) { edges { cursor } } }",
        seen: /^400 .*Unknown argument/
      },
      {
        says: "`Query.users(usernames:)` is unknown: a 400.",
        document: "{ users(usernames: []) { edges { cursor } } }",
        seen: /^400 .*Unknown argument/
      }
    ]
  }
}

/** The option of a mode as a program writes it. */
export const optionOf = ({ otherwise }: Mode): string =>
  Object.entries(otherwise)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(", ")
