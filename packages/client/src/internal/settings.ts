import type { Problem } from "./netrc.js"

export interface Settings {
  readonly baseUrl: string | undefined
  readonly problems: ReadonlyArray<Problem>
}

/** Reads `base_url` of W&B's settings file, as far as needed in the dialect of Python's `configparser`. */
export const parse = (text: string): Settings => {
  const problems: Array<Problem> = []
  let baseUrl: string | undefined
  let section: string | undefined
  let isInOption = false
  let indent = 0
  let isLost = false

  text.split(/\r\n|\r|\n/).forEach((line, index) => {
    const report = (problem: string) => problems.push({ line: index + 1, problem })
    const content = line.trim()
    if (content === "" || content.startsWith("#") || content.startsWith(";")) return

    const depth = line.length - line.trimStart().length
    // A line that stands deeper than its option goes on with the option's value: no URL has two lines.
    if (isInOption && depth > indent) return
    indent = depth

    const close = content.lastIndexOf("]")
    if (content.startsWith("[") && close > 1) {
      section = content.slice(1, close)
      isInOption = false
      return
    }
    if (section === undefined) {
      // Once is enough: all lines up to the first section have the same problem.
      if (!isLost) report("an option outside of a section, such as [default]")
      isLost = true
      return
    }
    const delimiter = content.search(/[=:]/)
    if (delimiter < 0) {
      report("neither a section nor an option, such as key = value")
      return
    }
    isInOption = delimiter > 0
    if (!isInOption) {
      report("an option without a name")
      return
    }
    if (section === "default" && /^base_url\s/i.test(content.slice(0, delimiter).trim())) {
      report("base_url has neither = nor : behind it")
      return
    }
    if (section !== "default" || content.slice(0, delimiter).trim().toLowerCase() !== "base_url") return
    if (baseUrl !== undefined) report("base_url is set once more, and the last one counts")
    baseUrl = content.slice(delimiter + 1).trim()
  })
  return { baseUrl: baseUrl === "" ? undefined : baseUrl, problems }
}
