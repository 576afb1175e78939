import type * as Instance from "@effect-wandb/emulator/Instance"
import * as Options from "@effect/cli/Options"
import * as Option from "effect/Option"
import { flag, optional, repeated } from "../../internal/options.js"

const largestPort = 65_535

/** What can be set of a server in memory. */
export const options = Options.all({
  port: Options.integer("port").pipe(
    Options.withDefault(8080),
    Options.withDescription("the port, 0 for a free one (default: 8080)")
  ),
  host: optional(
    "host",
    "address",
    "the address to listen on (default: 127.0.0.1, which other machines do not reach)"
  ),
  allowHost: repeated(
    "allow-host",
    "name",
    "a name that requests may be sent to, beside addresses and localhost"
  ),
  seed: optional("seed", "file", "the users, API keys and teams to begin with, as YAML or JSON"),
  data: optional("data", "file", "keeps the world in a file, and goes on with it"),
  faults: optional("faults", "file", "what goes wrong with the requests to come, as YAML or JSON"),
  adminKeyFile: optional(
    "admin-key-file",
    "file",
    "the API key of the first admin (default: made up, and printed)"
  ),
  legacyKeys: flag("legacy-keys", "keys have 40 characters, and listings show them whole"),
  noKeyCreation: flag("no-key-creation", "nobody can generate API keys"),
  multiTenant: flag("multi-tenant", "W&B's own server rather than an organisation's"),
  strictUserAgent: flag("strict-user-agent", "API keys are listed to W&B's public clients alone"),
  maxPageSize: Options.integer("max-page-size").pipe(
    Options.withPseudoName("number"),
    Options.optional,
    Options.withDescription("the largest page (default: 1000)")
  ),
  randomSeed: optional("random-seed", "text", "makes ids, keys and the dice of faults repeat"),
  time: optional("time", "time", "starts the clock there and stops it, as in 2026-01-31T12:00:00Z"),
  control: flag("control", "lets who has the printed token control it under /_emulator, and on its page")
})

/** What was set. */
export type Given = typeof options extends Options.Options<infer A> ? A : never

/** What is wrong with a number that has to be a port. */
export const isPort = (port: number): boolean => port >= 0 && port <= largestPort

/** The instance that was asked for, save for its files. */
export const instanceOf = (
  given: Given
): Omit<Instance.Options, "seed" | "snapshot" | "save" | "adminKey"> => ({
  apiKeyListing: given.legacyKeys ? "legacy" : "hashed",
  keyCreation: given.noKeyCreation ? "disabled" : "enabled",
  deployment: given.multiTenant ? "multi-tenant" : "self-managed",
  userAgents: given.strictUserAgent ? "strict" : "any",
  maxPageSize: Option.getOrUndefined(given.maxPageSize),
  randomSeed: Option.getOrUndefined(given.randomSeed),
  time: Option.getOrUndefined(given.time)
})
