// What the program has to tell, whatever it runs on.
import { isDeepStrictEqual } from "node:util"
import { Failed } from "./command.mjs"

const steps = [
  "the key in use is that of admin",
  "a user was created and found again, with 1 teams",
  "a key was generated, and let its owner in",
  "once deleted it was refused: Unauthenticated",
  "deleting it once more: ApiKeyNotFound"
]

/** Reads what a program told, and gives the runtime that it says it ran on. */
export const told = (text, runtime) => {
  let said
  try {
    said = JSON.parse(text)
  } catch {
    throw new Failed(`the program told no JSON, but: ${text.slice(0, 500)}`)
  }
  if (!isDeepStrictEqual(said.steps, steps)) {
    throw new Failed(`the program told another story: ${JSON.stringify(said.steps ?? said).slice(0, 1000)}`)
  }
  if (!runtime.test(said.runtime)) throw new Failed(`it ran on ${said.runtime}, and not on ${runtime}`)
  return said.runtime
}

/** A pattern for a text to the letter. */
export const exactly = (text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`)
