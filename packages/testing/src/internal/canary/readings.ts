// What a text says when it is read as something else: a key is shown too where it is only encoded.

/** Runs of base64, of either alphabet, that have room for more than the public name of a key. */
const base64 = /[A-Za-z0-9+/_-]{28,}/g

const hexadecimal = /(?:[0-9a-fA-F]{2}){21,}/g

const percentEncoded = /(?:%[0-9a-fA-F]{2})+/g

const escaped = /\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})/g

const character = (code: string): string => String.fromCharCode(Number.parseInt(code, 16))

const fromHexadecimal = (digits: string): string => digits.replaceAll(/../g, character)

const fromBase64 = (text: string): string =>
  atob(
    text
      .slice(0, text.length - (text.length % 4))
      .replaceAll("-", "+")
      .replaceAll("_", "/")
  )

/** Decodes from each place at which the encoding may begin: what stands before it may look the same. */
const fromEach = (count: number, decode: (text: string) => string) => (run: string) =>
  Array.from({ length: count }, (_, start) => decode(run.slice(start)))

const unescaped = (text: string): string =>
  text
    .replaceAll(percentEncoded, (codes) => fromHexadecimal(codes.replaceAll("%", "")))
    .replaceAll(escaped, (_, wide: string | undefined, narrow: string | undefined) =>
      character(wide ?? narrow ?? "")
    )

const decoded = (text: string): ReadonlyArray<string> => {
  const plain = unescaped(text)
  return [
    ...(plain === text ? [] : [plain]),
    ...(text.match(base64) ?? []).flatMap(fromEach(4, fromBase64)),
    ...(text.match(hexadecimal) ?? []).flatMap(fromEach(2, fromHexadecimal))
  ]
}

/** A text, and what it is when it is decoded, once and twice. */
export const readings = (text: string): ReadonlyArray<string> => {
  const once = decoded(text)
  return [text, ...once, ...once.flatMap(decoded)]
}
