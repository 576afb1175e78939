/** What a terminal obeys instead of showing it, or shows in another order than it is written. */
const unprintable = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`

/** A text in one line, in which whatever would steer a terminal is written out. */
export const line = (text: string): string => text.replace(unprintable, escaped)

/** The same for a text that may have several lines. */
export const lines = (text: string): string =>
  text.replace(unprintable, (char) => (char === "\n" || char === "\t" ? char : escaped(char)))

/**
 * A secret of any form in which W&B has them: keys of before and of now, and identity tokens. The name of a key, which
 * is its beginning, is none.
 */
const secret = /\bwandb_v1_\w{20,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+|(?<![\w-])(?=[\w-]*\d)[\w-]{40,}(?![\w-])/g

/** What is told to people, with whatever has the form of a key taken out. */
export const withoutKeys = (text: string): string => text.replace(secret, "<redacted>")
