// What the diagrams are made of: boxes, lines and text, on a card of their own that is read on light and on dark pages.

export const colours = {
  card: "#0d1117",
  edge: "#30363d",
  box: "#161b22",
  text: "#e6edf3",
  quiet: "#9da7b3",
  line: "#8b949e",
  blue: "#79c0ff",
  green: "#7ee787",
  yellow: "#e3b341",
  red: "#ff7b72",
  violet: "#d2a8ff"
}

const sans = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
const mono = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"

export const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

/** Text as text; `anchor` is where it stands about x: start, middle or end. */
export const text = (
  x,
  y,
  said,
  { anchor = "start", bold = false, fill = colours.text, fixed = false, size = 13 } = {}
) =>
  [
    `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"`,
    anchor === "start" ? "" : ` text-anchor="${anchor}"`,
    bold ? ' font-weight="bold"' : "",
    fixed ? ` font-family="${mono}"` : "",
    `>${escaped(said)}</text>`
  ].join("")

/** Breaks a sentence into lines of so many letters at most. */
export const lines = (sentence, most) =>
  sentence.split(" ").reduce((lines, word) => {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
    return lines
  }, [])

export const box = (x, y, width, height, stroke) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${colours.box}" stroke="${stroke}"/>`

export const line = (path, { dashed = false, head = false } = {}) =>
  [
    `<path d="${path}" fill="none" stroke="${colours.line}" stroke-width="1.4"`,
    head ? ' marker-end="url(#head)"' : "",
    dashed ? ' stroke-dasharray="5 4"' : "",
    "/>"
  ].join("")

export const arrow = (path, looks = {}) => line(path, { ...looks, head: true })

/** The whole picture: what it shows is said to whoever cannot see it. */
export const card = ({ height, parts, title, told, width }) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title told" font-family="${sans}">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="told">${escaped(told)}</desc>`,
    `<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 1 L9 5 L0 9 z" fill="${colours.line}"/></marker></defs>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${colours.card}" stroke="${colours.edge}"/>`,
    ...parts,
    "</svg>",
    ""
  ].join("\n")
