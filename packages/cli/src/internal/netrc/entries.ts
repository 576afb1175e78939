import * as Either from "effect/Either"
import { type Mistake, type Word, words } from "./words.js"

/** What a .netrc has for a machine, and where. */
export interface Entry {
  /** `undefined` for the entry of any other machine. */
  readonly machine: string | undefined
  readonly start: number
  /** Where its last word ends. */
  readonly end: number
  readonly hasLogin: boolean
  readonly passwords: ReadonlyArray<Word>
}

const mistake = (line: number, problem: string) =>
  Either.left<Mistake>({ _tag: "Mistake", line: line + 1, problem })

/** All entries of a file, in their order; a file with a mistake anywhere is none to write into. */
export const entries = (text: string): Either.Either<ReadonlyArray<Entry>, Mistake> => {
  const found: Array<Entry> = []
  const source = words(text)
  let isOpen = false
  for (let word = source.next(); word !== undefined; word = source.next()) {
    if (word._tag === "Mistake") return Either.left(word)
    if (word.text.startsWith("#")) {
      source.skipLine()
      continue
    }
    if (word.text === "default") {
      found.push({ machine: undefined, start: word.start, end: word.end, hasLogin: false, passwords: [] })
      isOpen = true
      continue
    }
    const isKnown = ["machine", "macdef", "login", "user", "account", "password"].includes(word.text)
    if (!isKnown) return mistake(word.line, "a word is none of a .netrc file's")
    const value = source.next()
    if (value === undefined) return mistake(word.line, "the last word lacks its value")
    if (value._tag === "Mistake") return Either.left(value)
    if (word.text === "machine") {
      if (value.text === "") return mistake(word.line, "a machine has no name")
      found.push({ machine: value.text, start: word.start, end: value.end, hasLogin: false, passwords: [] })
      isOpen = true
      continue
    }
    if (word.text === "macdef") {
      if (!source.skipMacro()) return mistake(word.line, "a macro does not end with an empty line")
      isOpen = false
      continue
    }
    const entry = isOpen ? found.pop() : undefined
    if (entry === undefined) return mistake(word.line, "a login, account or password has no machine")
    found.push({
      ...entry,
      end: value.end,
      hasLogin: entry.hasLogin || word.text === "login" || word.text === "user",
      passwords: word.text === "password" ? [...entry.passwords, value] : entry.passwords
    })
  }
  return Either.right(found)
}
