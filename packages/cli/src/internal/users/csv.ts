/** A record of a file of comma-separated values, and the line that it begins in. */
export interface Row {
  readonly line: number
  readonly fields: ReadonlyArray<string>
}

/** What is wrong with a line. */
export interface Flaw {
  readonly line: number
  readonly problem: string
}

/** What a file holds, and what is wrong with it. */
export interface Parsed {
  readonly rows: ReadonlyArray<Row>
  readonly flaws: ReadonlyArray<Flaw>
}

/** A field in quotes, one without, or one whose quotes are not closed; then what ends it. */
const token = /"([^"]*(?:""[^"]*)*)"([^,\r\n]*)(,|\r\n|\r|\n|$)|"([^]*)$|([^,\r\n]*)(,|\r\n|\r|\n|$)/y

const lineBreak = /\r\n|\r|\n/g

const breaksIn = (text: string): number => text.match(lineBreak)?.length ?? 0

/**
 * Reads comma-separated values by RFC 4180, with any line breaks; a byte order mark is passed over, and so are lines
 * with nothing in them. Of a line that is wrong the others suffer only where quotes are not closed.
 */
export const parse = (text: string): Parsed => {
  const rows: Array<Row> = []
  const flaws: Array<Flaw> = []
  const source = text.replace(/^\ufeff/, "")
  let line = 1
  let begun = line
  let fields: Array<string> = []
  let at = 0
  for (let isOver = source === ""; !isOver;) {
    token.lastIndex = at
    const [whole = "", quoted, rest = "", endOfQuoted, unclosed, plain = "", endOfPlain] =
      token.exec(source) ?? []
    if (unclosed !== undefined) {
      flaws.push({ line, problem: "has a quote that is never closed" })
      break
    }
    if (rest !== "") flaws.push({ line, problem: "has something behind a closing quote" })
    if (plain.includes('"'))
      flaws.push({ line, problem: "has a quote within a field that does not begin with one" })
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    at += whole.length
    line += breaksIn(whole)
    const end = endOfQuoted ?? endOfPlain
    if (end === ",") continue
    const isBlank = fields.length === 1 && fields[0] === "" && quoted === undefined
    if (!isBlank) rows.push({ line: begun, fields })
    fields = []
    begun = line
    isOver = at >= source.length
  }
  return { rows, flaws }
}
