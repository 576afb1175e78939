import type * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Order from "effect/Order"
import * as Redacted from "effect/Redacted"
import { type Entry, entries } from "./entries.js"
import type { Mistake } from "./words.js"

/** A file with a machine's key in it, and whether there was another one for the machine before. */
export interface Put {
  readonly text: string
  readonly replaces: boolean
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

const lineBreakOf = (text: string): string => /\r\n|\r|\n/.exec(text)?.[0] ?? "\n"

const apply = (text: string, edits: ReadonlyArray<Edit>): string =>
  Arr.sort(
    edits,
    Order.mapInput(Order.reverse(Order.number), ({ start }: Edit) => start)
  ).reduce((edited, { end, start, text }) => edited.slice(0, start) + text + edited.slice(end), text)

/** The key in the place of each password of an entry, or behind what an entry without one has. */
const editsOf =
  (key: string) =>
  ({ end, hasLogin, passwords }: Entry): ReadonlyArray<Edit> =>
    passwords.length === 0
      ? [{ start: end, end, text: `${hasLogin ? "" : " login user"} password ${key}` }]
      : passwords.map((word) => ({ start: word.start, end: word.end, text: key }))

/** A new entry at the end, or before that of any other machine, behind which some programs do not look. */
const added = (text: string, machine: string, key: string, found: ReadonlyArray<Entry>): Edit => {
  const eol = lineBreakOf(text)
  const block = [`machine ${machine}`, "  login user", `  password ${key}`].map((line) => line + eol).join("")
  const other = found.find((entry) => entry.machine === undefined)
  const before = text.slice(0, other?.start ?? text.length)
  const indent = /[ \t]*$/.exec(other === undefined ? "" : before)?.[0].length ?? 0
  const at = before.length - indent
  const isAtStart = at === 0 || /[\r\n]$/.test(text.slice(0, at))
  return isAtStart
    ? { start: at, end: at, text: block }
    : { start: before.length, end: before.length, text: eol + block }
}

/**
 * Puts an API key into the text of a .netrc, for a machine: in the place of the password of each of its entries, since
 * programs differ in which of several they take, or as an entry of its own. Every other character stays as it is.
 */
export const put = (
  text: string,
  machine: string,
  secret: ApiKeySecret.ApiKeySecret
): Either.Either<Put, Mistake> =>
  Either.map(entries(text), (found) => {
    const key = Redacted.value(secret)
    const own = found.filter((entry) => entry.machine?.toLowerCase() === machine.toLowerCase())
    const former = own.flatMap(({ passwords }) => passwords).filter(({ text }) => text !== "")
    const edits = own.length === 0 ? [added(text, machine, key, found)] : own.flatMap(editsOf(key))
    return { text: apply(text, edits), replaces: former.some(({ text }) => text !== key) }
  })
