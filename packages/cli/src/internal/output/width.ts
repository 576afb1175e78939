/** The first and the last character of each range that takes two columns of a terminal (Unicode's W and F). */
const wide: ReadonlyArray<readonly [number, number]> = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd]
]

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })

const isAscii = (text: string): boolean => /^[\u0020-\u007e]*$/.test(text)

const widthOfCharacter = (character: string): number => {
  if (/\p{Emoji_Presentation}|\ufe0f/u.test(character)) return 2
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(character)) return 0
  const code = character.codePointAt(0) ?? 0
  return wide.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}

/** The characters of a text as a reader counts them. */
const characters = (text: string): ReadonlyArray<string> =>
  isAscii(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment)

/** How many columns of a terminal a text takes. */
export const width = (text: string): number =>
  isAscii(text) ? text.length : characters(text).reduce((sum, char) => sum + widthOfCharacter(char), 0)

/** A text filled up with spaces to a number of columns. */
export const pad = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(0, columns - width(text)))

/** A text cut to a number of columns, with an ellipsis where something is missing. */
export const cut = (text: string, columns: number): string => {
  if (width(text) <= columns) return text
  let kept = ""
  let taken = 1
  for (const char of characters(text)) {
    taken += widthOfCharacter(char)
    if (taken > columns) break
    kept += char
  }
  return `${kept}…`
}
