import type * as WandbError from "@effect-wandb/core/WandbError"
import { told } from "../toldByServer.js"

/** A text as a sentence among others. */
export const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)

/** What happened, in the words of the command line, as a sentence that may stand among others. */
export const happened = (error: WandbError.WandbError): string => told(error).what

/** What happened and what to do about it, in one line. */
export const inALine = (error: WandbError.WandbError): string => {
  const { todo, what } = told(error)
  return todo === undefined ? what : `${what} ${todo}`
}
