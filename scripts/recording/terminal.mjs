// What a terminal shows after a program wrote to it, and a picture of that.

const palette = {
  30: "#6e7681",
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#76e3ea",
  37: "#e6edf3",
  90: "#8b949e",
  91: "#ffa198",
  92: "#aff5b4",
  93: "#f2cc60",
  94: "#a5d6ff",
  95: "#e2c5ff",
  96: "#b3f0ff",
  97: "#ffffff"
}

// Letters, and the sequences that control a terminal; operating system commands end with a bell or a string terminator.
const escape = String.fromCharCode(27)
const bell = String.fromCharCode(7)
const token = new RegExp(
  `${escape}\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)|${escape}\\[([?0-9;]*)([A-Za-z])|${escape}[=>]|[\\s\\S]`,
  "gu"
)

const plain = { color: undefined, bold: false, dim: false }

const restyled = (style, codes) =>
  codes.reduce((style, code) => {
    if (code === 0) return plain
    if (code === 1) return { ...style, bold: true }
    if (code === 2) return { ...style, dim: true }
    if (code === 22) return { ...style, bold: false, dim: false }
    if (code === 39) return { ...style, color: undefined }
    return palette[code] === undefined ? style : { ...style, color: palette[code] }
  }, style)

/**
 * The lines of a screen that is so wide, and as long as it needs to be, each a list of cells with a letter and its style. Carriage
 * returns, cursor movements and erasing count, so that a progress bar leaves what it leaves in a terminal.
 */
export const screenOf = (output, width = Infinity) => {
  const lines = [[]]
  let [row, column, style] = [0, 0, plain]
  const line = () => {
    while (lines.length <= row) lines.push([])
    return lines[row]
  }
  const controls = {
    A: (n) => (row = Math.max(0, row - n)),
    B: (n) => (row += n),
    C: (n) => (column += n),
    D: (n) => (column = Math.max(0, column - n)),
    E: (n) => ([row, column] = [row + n, 0]),
    F: (n) => ([row, column] = [Math.max(0, row - n), 0]),
    G: (n) => (column = n - 1),
    J: () => (lines.splice(row + 1), line().splice(column)),
    K: (n, given) => (given === "2" ? line().splice(0) : line().splice(column))
  }
  for (const [text, given = "", letter] of output.matchAll(token)) {
    if (letter === "m") style = restyled(style, (given || "0").split(";").map(Number))
    else if (letter !== undefined) controls[letter]?.(Number(given.replace("?", "")) || 1, given)
    else if (text === "\n") row++
    else if (text === "\r") column = 0
    else if (text === "\b") column = Math.max(0, column - 1)
    else if (text >= " ") {
      if (column >= width) [row, column] = [row + 1, 0]
      line()[column++] = { text, style }
    }
  }
  const blank = { text: " ", style: plain }
  return lines.map((cells) => Array.from(cells, (cell) => cell ?? blank))
}

/** The text of a screen, without its styles. */
export const textOf = (screen) =>
  screen
    .map((cells) =>
      cells
        .map(({ text }) => text)
        .join("")
        .trimEnd()
    )
    .join("\n")
    .trimEnd()

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const [width, height, margin, bar] = [8.4, 19, 18, 34]

/** Cells of one style next to each other; their length is given, so that columns meet in any font. */
const runsOf = (cells) =>
  cells.reduce((runs, { text, style }, column) => {
    const last = runs.at(-1)
    if (last?.style === style) last.text += text
    else runs.push({ column, style, text })
    return runs
  }, [])

const drawn = ({ column, style, text }, y) => {
  const shown = text.trimEnd()
  if (shown === "") return ""
  const length = (Array.from(shown).length * width).toFixed(1)
  const looks = [
    style.color === undefined ? "" : ` fill="${style.color}"`,
    style.bold ? ' font-weight="bold"' : "",
    style.dim ? ' opacity="0.65"' : ""
  ].join("")
  const x = (margin + column * width).toFixed(1)
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${looks} xml:space="preserve">${escaped(shown)}</text>`
}

/** A window with the screen in it, with a background of its own: it is read on light and on dark pages. */
export const pictureOf = (screen, { title }) => {
  const columns = Math.max(60, ...screen.map((cells) => cells.length))
  const [w, h] = [Math.ceil(columns * width + 2 * margin), bar + screen.length * height + margin]
  const lines = screen.flatMap((cells, row) =>
    runsOf(cells).map((run) => drawn(run, bar + (row + 1) * height - 5))
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${w - 1}" height="${h - 1}" rx="10" fill="#0d1117" stroke="#30363d"/>`,
    ...["#ff5f57", "#febc2e", "#28c840"].map(
      (color, index) => `<circle cx="${20 + index * 20}" cy="17" r="6" fill="${color}"/>`
    ),
    `<g fill="#e6edf3" font-size="14" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace">`,
    ...lines.filter((line) => line !== ""),
    "</g>",
    "</svg>",
    ""
  ].join("\n")
}
