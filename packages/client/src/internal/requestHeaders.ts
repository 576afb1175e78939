import * as Either from "effect/Either"
import { officialClientVersion, version } from "./version.js"

interface Options {
  readonly userAgent?: string | undefined
  readonly attribution?:
    { readonly username?: string | undefined; readonly email?: string | undefined } | undefined
}

interface Problem {
  readonly field: string
  readonly problem: string
}

const defaultUserAgent = `W&B Public Client ${officialClientVersion} (effect-wandb ${version})`

const sendable = /^[\x20-\x7e]*$/

/** The headers that are the same for every request; a text that cannot be a header is refused here. */
export const make = (options: Options): Either.Either<Record<string, string>, Problem> => {
  const given: ReadonlyArray<readonly [field: string, header: string, value: string | undefined]> = [
    ["userAgent", "user-agent", options.userAgent ?? defaultUserAgent],
    ["attribution.username", "x-wandb-username", options.attribution?.username],
    ["attribution.email", "x-wandb-user-email", options.attribution?.email]
  ]
  const wrong = given.find(([, , value]) => value !== undefined && !sendable.test(value))
  if (wrong !== undefined) {
    return Either.left({ field: wrong[0], problem: "has a line break or a character outside ASCII in it" })
  }
  const set = given.flatMap(([, header, value]) => (value === undefined ? [] : [[header, value] as const]))
  return Either.right({
    accept: "application/json",
    // Without this header W&B refuses administrators what they may do; for others it changes nothing.
    "use-admin-privileges": "true",
    ...Object.fromEntries(set)
  })
}
