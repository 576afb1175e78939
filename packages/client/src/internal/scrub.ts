import { type Authorization, secretsOf } from "./authorization.js"

/** Anything of the form of a key, whoever's it is: the body of a legacy or current key, or a JWT. */
const keyLike =
  /[\w-]{40,}|[\w-]{16,}\.[\w-]{16,}\.[\w-]{16,}|Basic [A-Za-z0-9+/=]{16,}|Bearer [A-Za-z0-9+/=._~-]{16,}/g

const longest = 500

const shorten = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)

/** So long a part of a secret is shown by nobody; its beginning may be, because that is a key's public name. */
const longestPart = 20

/** How much of a secret, from `start` on, stands in a text from `at` on. */
const lengthAt = (text: string, at: number, secret: string, start: number): number => {
  let length = 0
  while (start + length < secret.length && text[at + length] === secret[start + length]) length++
  return length
}

/** Takes a secret out of a text, and of what is left, parts of it that a server may have cut out. */
const without = (text: string, secret: string): string => {
  let rest = text.replaceAll(secret, "<redacted>")
  for (let start = 1; start + longestPart <= secret.length; start++) {
    const part = secret.slice(start, start + longestPart)
    for (let at = rest.indexOf(part); at >= 0; at = rest.indexOf(part)) {
      rest = `${rest.slice(0, at)}<redacted>${rest.slice(at + lengthAt(rest, at, secret, start))}`
    }
  }
  return rest
}

const withoutKeys = (text: string, known: ReadonlyArray<string>): string =>
  known
    .filter((secret) => secret !== "")
    .reduce(without, text)
    .replaceAll(keyLike, "<redacted>")

const inOneLine = (text: string): string => shorten(text.replaceAll(/\s+/g, " ").trim())

/** Takes keys out of words that come from the server or the network, so that an error can quote them. */
export const scrub = (text: string, authorization: Authorization): string =>
  inOneLine(withoutKeys(text, secretsOf(authorization)))

/** Takes whatever has the form of a key out of words of which no secret is known. */
export const scrubUnknown = (text: string): string => inOneLine(withoutKeys(text, []))
