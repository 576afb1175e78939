import * as Either from "effect/Either"

/** A byte that is no part of any character: which of all, and in which line, both from 1 on. */
export interface Flaw {
  readonly byte: number
  readonly line: number
}

/** What stands for whatever cannot be decoded, and is a character of its own. */
const replacement = "\ufffd"
const encoded = new TextEncoder().encode(replacement)

/**
 * The text that bytes are in UTF-8, without a byte order mark, or the first of them that is wrong: nothing is replaced
 * by anything else.
 */
export const decode = (bytes: Uint8Array): Either.Either<string, Flaw> => {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  let at = 0
  let offset = 0
  for (let found = text.indexOf(replacement); found !== -1; found = text.indexOf(replacement, at)) {
    offset += new TextEncoder().encode(text.slice(at, found)).length
    if (encoded.some((byte, index) => bytes[offset + index] !== byte)) {
      return Either.left({ byte: offset + 1, line: text.slice(0, found).split(/\r\n|\r|\n/).length })
    }
    offset += encoded.length
    at = found + replacement.length
  }
  return Either.right(text.replace(/^\ufeff/, ""))
}
