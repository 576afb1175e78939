import * as Redacted from "effect/Redacted"

/** What is wrong with a line of a file, in words that hold nothing of the file: any word of it may be a key. */
export interface Problem {
  readonly line: number
  readonly problem: string
}

export interface Netrc {
  /** By machine, in lower case as the host of a URL is. */
  readonly passwords: ReadonlyMap<string, Redacted.Redacted>
  readonly problems: ReadonlyArray<Problem>
}

interface Word {
  readonly text: string
  readonly line: number
  /** Where in its line the next one may begin. */
  readonly end: number
  readonly isWhole: boolean
}

/** The entry of any other machine. */
const anyMachine = Symbol("default")

const beginsEntry = (text: string): boolean => text === "machine" || text === "default" || text === "macdef"

const isSpace = (char: string): boolean => char === " " || char === "\t"

/**
 * The next word of a line. Python lets a quoted word, or one with a backslash at its end, go on in the next line. Here
 * it ends with its line, and is not whole: a quote that was forgotten must not take another machine's key along.
 */
const wordIn = (lines: ReadonlyArray<string>, line: number, from: number): Word | undefined => {
  const chars = lines[line] ?? ""
  let at = from
  while (isSpace(chars.charAt(at))) at++
  if (at >= chars.length) return undefined
  const isQuoted = chars.charAt(at) === '"'
  if (isQuoted) at++
  let text = ""
  while (at < chars.length && !(isQuoted ? chars.charAt(at) === '"' : isSpace(chars.charAt(at)))) {
    if (chars.charAt(at) === "\\") at++
    text += chars.charAt(at)
    at++
  }
  return isQuoted
    ? { text, line, end: at + 1, isWhole: at < chars.length }
    : { text, line, end: at, isWhole: at <= chars.length }
}

/**
 * Reads the passwords of a .netrc file, with words, quotes, comments and macros as Python's `netrc` has them, since
 * W&B's official client reads the file with that.
 *
 * Python refuses a file with a mistake as a whole. Here all that comes after the mistake is left out, up to the next
 * line that begins an entry: what stands between may belong to a machine whose name could not be read, and its
 * password must not be taken for that of the machine before.
 */
export const parse = (text: string): Netrc => {
  const lines = text.split(/\r\n|\r|\n/)
  const passwords = new Map<string, Redacted.Redacted>()
  const problems: Array<Problem> = []
  let line = 0
  let column = 0
  let entry: string | typeof anyMachine | undefined

  const skipLine = () => {
    line++
    column = 0
  }
  const next = (): Word | undefined => {
    for (; line < lines.length; skipLine()) {
      const word = wordIn(lines, line, column)
      if (word === undefined) continue
      column = word.end
      return word
    }
    return undefined
  }
  const skipEntry = (at: number, problem: string) => {
    problems.push({ line: at + 1, problem })
    entry = undefined
    do skipLine()
    while (line < lines.length && !beginsEntry(wordIn(lines, line, 0)?.text ?? ""))
  }
  const valueOf = (keyword: Word): string | undefined => {
    const word = next()
    if (word?.isWhole === true) return word.text
    if (word === undefined) skipEntry(keyword.line, "the last word lacks its value")
    else
      skipEntry(
        word.line,
        "a value does not end: a quote is not closed, or a backslash is the last character"
      )
    return undefined
  }

  for (let word = next(); word !== undefined; word = next()) {
    if (word.text.startsWith("#")) {
      skipLine()
      continue
    }
    switch (word.text) {
      case "machine": {
        const name = valueOf(word)
        if (name === undefined) break
        if (name === "") {
          skipEntry(word.line, "a machine without a name")
          break
        }
        entry = name.toLowerCase()
        // As in Python, the last entry of a machine counts, and not the one before where the last has no password.
        passwords.delete(entry)
        break
      }
      case "default": {
        // Its password is for whatever host is asked. It is read over, because it was hardly meant for W&B.
        entry = anyMachine
        break
      }
      case "macdef": {
        entry = undefined
        if (valueOf(word) === undefined) break
        do skipLine()
        while (line < lines.length && lines[line] !== "")
        if (line >= lines.length) {
          problems.push({ line: word.line + 1, problem: "a macro must end with an empty line" })
        }
        break
      }
      case "login":
      case "user":
      case "account":
      case "password": {
        if (entry === undefined) {
          skipEntry(word.line, "a login, account or password without a machine")
          break
        }
        const value = valueOf(word)
        if (word.text !== "password" || value === undefined || entry === anyMachine) break
        if (value === "") passwords.delete(entry)
        else passwords.set(entry, Redacted.make(value))
        break
      }
      default: {
        skipEntry(word.line, "a word is none of a .netrc file's, so the rest of its entry is left out")
      }
    }
  }
  return { passwords, problems }
}
