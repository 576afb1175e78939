/**
 * What may not be repeated in an error.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Order from "effect/Order"

/** The longest value that an error repeats. */
const longest = 40

/** Secrets that are shorter stand in ordinary words, and are in no sentence because of themselves. */
const shortest = 4

/** Anything of the form of a key or of a part of one, whoever's it is. */
const keyLike = /wandb_v1_\w+|[\w-]{32,}/g

const leaves = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leaves)
  return (typeof value === "string" && value !== "") || typeof value === "number" ? [String(value)] : []
}

const longestFirst = Order.reverse(Order.mapInput(Order.number, (text: string) => text.length))

/**
 * Every text at or under a `secret`, wherever it stands, the longest first.
 *
 * @since 0.1.0
 * @category looking
 */
export const secretsOf = (value: unknown): ReadonlyArray<string> => {
  const found = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === "secret") leaves(inner).forEach((text) => found.add(text))
      else collect(inner)
    }
  }
  collect(value)
  return Arr.sort(found, longestFirst)
}

/**
 * Takes secrets, and whatever has the form of a key, out of a text.
 *
 * @since 0.1.0
 * @category redacting
 */
export const scrub = (text: string, secrets: ReadonlyArray<string>): string =>
  secrets
    .filter((secret) => secret.length >= shortest)
    .reduce((rest, secret) => rest.replaceAll(secret, "<redacted>"), text)
    .replaceAll(keyLike, "<redacted>")

/**
 * A text or a number with a space before it, or nothing where it is long or might be a secret.
 *
 * @since 0.1.0
 * @category redacting
 */
export const shown = (value: string | number, secrets: ReadonlyArray<string>): string => {
  const text = String(value)
  const isSafe = scrub(text, secrets) === text && !secrets.some((secret) => text.includes(secret))
  return text.length <= longest && isSafe ? ` ${JSON.stringify(value)}` : ""
}
