import { type Authorization, secretsOf } from "./authorization.js"

/** Anything of the form of a key, whoever's it is: the body of a legacy or current key, or a JWT. */
const keyLike =
  /[\w-]{40,}|[\w-]{16,}\.[\w-]{16,}\.[\w-]{16,}|Basic [A-Za-z0-9+/=]{16,}|Bearer [A-Za-z0-9+/=._~-]{16,}/g

const longest = 500

const shorten = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)

const withoutKeys = (text: string, known: ReadonlyArray<string>): string =>
  known
    .filter((secret) => secret !== "")
    .reduce((rest, secret) => rest.replaceAll(secret, "<redacted>"), text)
    .replaceAll(keyLike, "<redacted>")

const inOneLine = (text: string): string => shorten(text.replaceAll(/\s+/g, " ").trim())

/** Takes keys out of words that come from the server or the network, so that an error can quote them. */
export const scrub = (text: string, authorization: Authorization): string =>
  inOneLine(withoutKeys(text, secretsOf(authorization)))

/** Takes whatever has the form of a key out of words of which no secret is known. */
export const scrubUnknown = (text: string): string => inOneLine(withoutKeys(text, []))
