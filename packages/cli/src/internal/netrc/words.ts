/** A word of a .netrc file, and where it stands in it. */
export interface Word {
  readonly _tag: "Word"
  readonly text: string
  readonly start: number
  /** Where it ends, its closing quote included. */
  readonly end: number
  readonly line: number
}

/** Why a file is not a .netrc, in words that hold nothing of it: any word of it may be a key. */
export interface Mistake {
  readonly _tag: "Mistake"
  /** From 1 on. */
  readonly line: number
  readonly problem: string
}

/** Takes the words out of a text, one after the other. */
export interface Words {
  /** The next word; `undefined` at the end. */
  readonly next: () => Word | Mistake | undefined
  /** Goes to the end of the line, as a comment does. */
  readonly skipLine: () => void
  /** Goes to the empty line that ends a macro; gives whether there is one. */
  readonly skipMacro: () => boolean
}

const isSpace = (char: string): boolean => char === " " || char === "\t"

const isBreak = (char: string): boolean => char === "\n" || char === "\r"

/**
 * The words of a .netrc file, with quotes, backslashes, comments and macros as Python's `netrc` has them, since W&B's
 * official client reads the file with that.
 */
export const words = (text: string): Words => {
  let at = 0
  let line = 0
  const isEnd = () => at >= text.length
  const pass = () => {
    at += text.startsWith("\r\n", at) ? 2 : 1
    line++
  }
  const skipLine = () => {
    while (!isEnd() && !isBreak(text.charAt(at))) at++
  }
  const mistake = (problem: string): Mistake => ({ _tag: "Mistake", line: line + 1, problem })
  return {
    next: () => {
      while (!isEnd() && (isSpace(text.charAt(at)) || isBreak(text.charAt(at)))) {
        if (isBreak(text.charAt(at))) pass()
        else at++
      }
      if (isEnd()) return undefined
      const start = at
      const isQuoted = text.charAt(at) === '"'
      if (isQuoted) at++
      let word = ""
      for (; ; at++) {
        const char = text.charAt(at)
        if (isQuoted ? char === '"' : isEnd() || isSpace(char) || isBreak(char)) break
        if (isEnd() || isBreak(char)) return mistake("a quote is not closed")
        if (char === "\\") at++
        if (isEnd() || isBreak(text.charAt(at))) return mistake("a backslash ends a line")
        word += text.charAt(at)
      }
      if (isQuoted) at++
      return { _tag: "Word", text: word, start, end: at, line }
    },
    skipLine,
    skipMacro: () => {
      skipLine()
      while (!isEnd()) {
        pass()
        if (!isEnd() && isBreak(text.charAt(at))) return true
        skipLine()
      }
      return false
    }
  }
}
