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

/** All pieces of so many characters that stand in a secret behind its first character, each with its place. */
const piecesOf = (secret: string, length: number): ReadonlyMap<string, number> => {
  const pieces = new Map<string, number>()
  for (let start = 1; start + length <= secret.length; start++) {
    pieces.set(secret.slice(start, start + length), start)
  }
  return pieces
}

/** Takes a secret out of a text, and of what is left, parts of it that a server may have cut out. */
const without = (text: string, secret: string): string => {
  const whole = text.replaceAll(secret, "<redacted>")
  if (whole.length < longestPart || secret.length <= longestPart) return whole
  const parts = piecesOf(secret, longestPart)
  const pairs = piecesOf(secret, 2)
  let rest = ""
  let copied = 0
  for (let at = 0; at + longestPart <= whole.length;) {
    const end = at + longestPart
    // No part has two characters side by side that the secret has not: all that would hold them is passed over.
    if (!pairs.has(whole.slice(end - 2, end))) {
      at = end - 1
      continue
    }
    const start = parts.get(whole.slice(at, end))
    if (start === undefined) {
      at++
      continue
    }
    rest += `${whole.slice(copied, at)}<redacted>`
    at += lengthAt(whole, at, secret, start)
    copied = at
  }
  return rest + whole.slice(copied)
}

/** No more is read of a text than it may take to show the beginning of it. */
const longestText = 10_000

const withoutKeys = (text: string, known: ReadonlyArray<string>): string =>
  known
    .filter((secret) => secret !== "")
    .reduce(without, text.slice(0, longestText))
    .replaceAll(keyLike, "<redacted>")

const inOneLine = (text: string): string => shorten(text.replaceAll(/\s+/g, " ").trim())

/** Takes keys out of words that come from the server or the network, so that an error can quote them. */
export const scrub = (text: string, authorization: Authorization): string =>
  inOneLine(withoutKeys(text, secretsOf(authorization)))

/** Takes whatever has the form of a key out of words of which no secret is known. */
export const scrubUnknown = (text: string): string => inOneLine(withoutKeys(text, []))
