import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Keys from "../keys.js"
import { InvalidOption } from "./errors.js"

/** Whether a token is the one that controls. */
export type Check = (given: Redacted.Redacted<string>) => boolean

/** Makes the check of a token; refuses one that can be guessed, or that no header can carry. */
export const make = (token: Redacted.Redacted<string>): Either.Either<Check, InvalidOption> => {
  if (!/^[!-~]{16,}$/.test(Redacted.value(token))) {
    return Either.left(
      new InvalidOption({
        field: "control",
        reason: "a token has 16 characters at least, letters, digits and signs of ASCII without spaces"
      })
    )
  }
  const digest = Keys.digest(token)
  return Either.right((given) => Keys.same(Keys.digest(given), digest))
}

/** The token in an `Authorization` header, empty where there is none. */
export const inHeader = (authorization: string | undefined): Redacted.Redacted<string> =>
  Redacted.make(/^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ?? "")
