import { addressKey } from "../addresses.js"

/** A text as a regular expression that fits it alone, save that `*` fits any text. */
const expression = (pattern: string): string =>
  pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\*+/g, "[\\s\\S]*")

/** Whether a text fits one of the patterns. */
type Matcher = (text: string) => boolean

const matcher = (patterns: ReadonlyArray<string>): Matcher => {
  if (patterns.length === 0) return () => false
  const all = new RegExp(`^(?:${patterns.map(expression).join("|")})$`)
  return (text) => all.test(text)
}

/** Names of teams fit to the letter. */
export const nameMatcher: (patterns: ReadonlyArray<string>) => Matcher = matcher

/** Email addresses fit whichever case they are written in. */
export const emailMatcher = (patterns: ReadonlyArray<string>): Matcher => {
  const fits = matcher(patterns.map(addressKey))
  return (email) => fits(addressKey(email))
}
