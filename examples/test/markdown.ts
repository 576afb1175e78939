/** A fenced block of a document, and the file that a comment right above it names. */
export interface Block {
  readonly language: string
  readonly text: string
  readonly source: string | undefined
  /** The line in which its text begins, counted from 0. */
  readonly begin: number
}

const marker = /^<!-- (\S+) -->$/

/** What a comment above a line names, be there an empty line in between. */
const sourceAbove = (lines: ReadonlyArray<string>, index: number): string | undefined => {
  const above = lines
    .slice(0, index)
    .filter((line) => line.trim() !== "")
    .at(-1)
  return marker.exec(above ?? "")?.[1]
}

/** The fenced blocks of a document, those in lists and quotations among them. */
export const blocksOf = (document: string): ReadonlyArray<Block> => {
  const lines = document.split("\n")
  const blocks: Array<Block> = []
  let open: { readonly fence: string; readonly language: string; readonly at: number } | undefined
  for (const [index, line] of lines.entries()) {
    const [, fence = "", language = ""] = /^[\s>]*(`{3,}|~{3,})\s*([\w-]*)/.exec(line) ?? []
    if (fence === "") continue
    if (open === undefined) open = { fence, language, at: index }
    else if (language === "" && fence.startsWith(open.fence)) {
      const text = lines.slice(open.at + 1, index).join("\n")
      const source = sourceAbove(lines, open.at)
      blocks.push({ language: open.language, text: `${text}\n`, source, begin: open.at + 1 })
      open = undefined
    }
  }
  if (open !== undefined) throw new Error(`A block that begins in line ${open.at + 1} does not end.`)
  return blocks
}

/** The document with the blocks that a comment ties to a file as that file has them. */
export const filled = (document: string, textOf: (source: string) => string): string => {
  const lines = document.split("\n")
  let longer = 0
  for (const { begin, source, text } of blocksOf(document)) {
    if (source === undefined) continue
    const before = text.split("\n").length - 1
    const after = textOf(source).replace(/\n$/, "").split("\n")
    lines.splice(begin + longer, before, ...after)
    longer += after.length - before
  }
  return lines.join("\n")
}

/** A table of a document whose rows a comment above it ties to a file: the first two cells of each, without backticks. */
export interface Table {
  readonly source: string
  readonly rows: ReadonlyArray<readonly [name: string, code: string]>
}

/** The tables of a document that are tied to a file. */
export const tablesOf = (document: string): ReadonlyArray<Table> => {
  const lines = document.split("\n")
  return lines.flatMap((line, index) => {
    const source = sourceAbove(lines, index)
    if (source === undefined || !line.startsWith("|")) return []
    const length = lines.slice(index).findIndex((row) => !row.startsWith("|"))
    const rows = lines.slice(index + 2, length < 0 ? undefined : index + length).map((row) => {
      const [, name = "", code = ""] = row.split("|").map((cell) => cell.trim().replaceAll("`", ""))
      return [name, code] as const
    })
    return [{ source, rows }]
  })
}

/** The names of the regions of a program: what stands between `// #region name` and `// #endregion`. */
export const regionsOf = (program: string): ReadonlyArray<string> =>
  [...program.matchAll(/^\s*\/\/ #region (\S+)$/gm)].map(([, name = ""]) => name)

/** A region of a program, moved to the left; `undefined` where there is none of that name. */
export const regionOf = (program: string, name: string): string | undefined => {
  const lines = program.split("\n")
  const begin = lines.findIndex((line) => line.trim() === `// #region ${name}`)
  const length = lines.slice(begin).findIndex((line) => line.trim() === "// #endregion")
  if (begin < 0 || length < 0) return undefined
  const region = lines.slice(begin + 1, begin + length)
  const depths = region.filter((line) => line.trim() !== "").map((line) => line.search(/\S/))
  return `${region.map((line) => line.slice(Math.min(...depths))).join("\n")}\n`
}

/** The anchors of a document, as hosts of repositories derive them from its headings. */
export const anchorsOf = (document: string): ReadonlyArray<string> =>
  [...document.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-")
  )
