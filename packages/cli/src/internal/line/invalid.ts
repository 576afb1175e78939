import type * as ValidationError from "@effect/cli/ValidationError"
import * as Printable from "../printable.js"
import { Problem } from "../problem.js"
import { paragraphs } from "./parameter.js"

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What is wrong with the value of an option or an argument, by the option that the words of the parser are about. */
export const invalid =
  (line: ReadonlyArray<string>) =>
  (error: ValidationError.ValidationError): Problem => {
    const [text = "Something is wrong with the command line", ...others] = paragraphs(error.error).filter(
      (text) => text !== ""
    )
    const words = Printable.line(text).trim().replace(/\.$/, "").replace(" a integer", " an integer")
    // The parser quotes the value, and does not say whose it is.
    const at = line.findIndex(
      (word, index) => /^-./.test(line[index - 1] ?? "") && (text.includes(`'${word}'`) || text === word)
    )
    const option = at < 0 || line[at - 1] === "--" ? "" : `${line[at - 1]}: `
    return new Problem({
      what: `${capitalised(`${option}${words}.`)}${others.length > 0 ? ` ${others.map(Printable.line).join(" ")}` : ""}`,
      todo: "The option --help shows what is expected."
    })
  }
