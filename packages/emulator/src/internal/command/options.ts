import * as Data from "effect/Data"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { parseArgs } from "node:util"
import type * as Instance from "../../Instance.js"

/** What was asked for on the command line cannot be. */
export class UsageError extends Data.TaggedError("UsageError")<{ readonly message: string }> {}

/** What the command line asks for. */
export interface Options {
  readonly wants: "server" | "help" | "version"
  readonly server: {
    readonly port: number
    readonly host: string | undefined
    readonly allowedHosts: ReadonlyArray<string>
  }
  readonly instance: Omit<Instance.Options, "seed" | "snapshot" | "save">
  readonly seed: string | undefined
  readonly data: string | undefined
  readonly faults: string | undefined
  readonly control: boolean
}

const read = (args: ReadonlyArray<string>) =>
  parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "8080" },
      host: { type: "string" },
      "allow-host": { type: "string", multiple: true },
      seed: { type: "string" },
      "admin-key": { type: "string" },
      data: { type: "string" },
      "legacy-keys": { type: "boolean" },
      "no-key-creation": { type: "boolean" },
      "multi-tenant": { type: "boolean" },
      "strict-user-agent": { type: "boolean" },
      "no-introspection": { type: "boolean" },
      "no-bulk-lookups": { type: "boolean" },
      "max-page-size": { type: "string" },
      faults: { type: "string" },
      "random-seed": { type: "string" },
      time: { type: "string" },
      control: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
      version: { type: "boolean", short: "v" }
    }
  }).values

/** Reads the command line; only the name of an unknown option is repeated, since any other argument may be a key. */
export const parse = (args: ReadonlyArray<string>): Either.Either<Options, UsageError> =>
  Either.gen(function* () {
    const given = yield* Either.try({ try: () => read(args), catch: problem })
    const { "max-page-size": maxPageSize } = given
    return {
      wants: given.help ? "help" : given.version ? "version" : "server",
      server: {
        port: yield* number("--port", given.port, "a port is a whole number from 0 to 65535", 65_535),
        host: given.host,
        allowedHosts: given["allow-host"] ?? []
      },
      instance: {
        adminKey: given["admin-key"] === undefined ? undefined : Redacted.make(given["admin-key"]),
        apiKeyListing: given["legacy-keys"] ? "legacy" : "hashed",
        keyCreation: given["no-key-creation"] ? "disabled" : "enabled",
        deployment: given["multi-tenant"] ? "multi-tenant" : "self-managed",
        userAgents: given["strict-user-agent"] ? "strict" : "any",
        introspection: !given["no-introspection"],
        bulkLookups: !given["no-bulk-lookups"],
        maxPageSize:
          maxPageSize === undefined
            ? undefined
            : yield* number("--max-page-size", maxPageSize, "a page holds one edge at least", Infinity),
        randomSeed: given["random-seed"],
        time: given.time
      },
      seed: given.seed,
      data: given.data,
      faults: given.faults,
      control: given.control
    }
  })

const number = (
  option: string,
  text: string,
  otherwise: string,
  largest: number
): Either.Either<number, UsageError> =>
  /^[0-9]{1,9}$/.test(text) && Number(text) <= largest
    ? Either.right(Number(text))
    : Either.left(new UsageError({ message: `${option}: ${otherwise}` }))

const problem = (error: unknown): UsageError => {
  const [words = ""] = error instanceof Error ? error.message.split(/[.\n]/) : []
  return new UsageError({
    message: /^(?:Unknown option|Option) '-/.test(words)
      ? `${words}; see --help`
      : "unexpected argument: an option and its value are wanted, as in --port 8080; see --help"
  })
}

/** The option by which a setting of the instance is given. */
export const optionOf = (field: string): string =>
  ({
    adminKey: "--admin-key",
    keyCreation: "--no-key-creation",
    maxPageSize: "--max-page-size",
    time: "--time"
  })[field] ?? `--seed ${field}`
