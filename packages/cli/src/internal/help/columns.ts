import { pad, width } from "../output/width.js"

/** Words of a text in lines of at most so many columns. */
const wrapped = (text: string, columns: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && width(line) + 1 + width(word) > columns) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}

export const paragraph = (text: string, columns: number): ReadonlyArray<string> => wrapped(text, columns)

const widest = 34

/** Terms on the left and what they mean on the right, below the term where that is too long. */
export const definitions = (
  entries: ReadonlyArray<readonly [term: string, meaning: string]>,
  columns: number
): ReadonlyArray<string> => {
  const room = entries.reduce(
    (most, [term]) => (width(term) > widest ? most : Math.max(most, width(term))),
    0
  )
  return entries.flatMap(([term, meaning]) => {
    const [first = "", ...others] = wrapped(meaning, Math.max(24, columns - room - 4))
    const indent = " ".repeat(room + 4)
    const head =
      width(term) > room ? [`  ${term}`, `${indent}${first}`] : [`  ${pad(term, room)}  ${first}`.trimEnd()]
    return [...head, ...others.map((line) => indent + line)]
  })
}
