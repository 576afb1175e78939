import * as Printable from "./printable.js"
import { told } from "./toldByServer.js"

type Failure = { readonly message: string }

/** A text as a sentence among others. */
export const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)

/** What happened, in the words of the command line, as a sentence that may stand among others. */
export const happened = (error: Failure): string => Printable.withoutKeys(told(error).what)

/** What happened and what to do about it, in one line. */
export const inALine = (error: Failure): string => {
  const { todo, what } = told(error)
  return Printable.withoutKeys(todo === undefined ? what : `${what} ${todo}`)
}
