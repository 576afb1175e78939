// Follows every link of the documents within the repository, to files and to headings, as GitHub would; and finds the
// guides that the list of guides does not name, from which the site takes their order.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { outsideCode, outsideFences } from "../site/markdown.mjs"
import { slug } from "../site/slug.mjs"

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What is written by hand or kept in the repository: not what is installed or made. */
const documents = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) {
      return /^(?:node_modules|dist|coverage|\..*)$/.test(entry.name)
        ? []
        : documents(join(folder, entry.name))
    }
    return entry.name.endsWith(".md") ? [join(folder, entry.name)] : []
  })

const texts = new Map(documents(root).map((file) => [file, readFileSync(file, "utf8")]))

/** Without the marks that do not show: code, emphasis, links. */
const shown = (heading) => heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "")

const anchorsOf = (text) => {
  const anchors = new Map()
  outsideFences(text, (part) => {
    for (const [, heading] of part.matchAll(/^#{1,6} +(.*?) *$/gm)) {
      const anchor = slug(shown(heading))
      const before = anchors.get(anchor) ?? 0
      anchors.set(anchor, before + 1)
      if (before > 0) anchors.set(`${anchor}-${before}`, 1)
    }
    for (const [, id] of part.matchAll(/<[^>]* (?:id|name)="([^"]+)"/g)) anchors.set(id, 1)
    return part
  })
  return anchors
}

const targetsOf = (text) => {
  const targets = []
  outsideCode(text, (part) => {
    for (const [, target] of part.matchAll(/\]\(([^)\s]+)\)/g)) targets.push(target)
    for (const [, target] of part.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)) targets.push(target)
    return part
  })
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

const problemWith = (document, target) => {
  const [path, anchor] = target.split("#")
  const file = path === "" ? document : resolve(dirname(document), decodeURIComponent(path))
  if (!existsSync(file)) return "is not there"
  if (anchor === undefined) return undefined
  const page = statSync(file).isDirectory() ? join(file, "README.md") : file
  // Lines of a source are an anchor too.
  if (!page.endsWith(".md")) return /^L\d+/.test(anchor) ? undefined : "is no document, and has no headings"
  return anchorsOf(texts.get(page) ?? "").has(decodeURIComponent(anchor)) ? undefined : "has no such heading"
}

const guides = join(root, "docs", "README.md")
const listed = new Set(targetsOf(texts.get(guides) ?? "").map((target) => resolve(dirname(guides), target)))

const problems = [
  ...[...texts].flatMap(([document, text]) =>
    [...new Set(targetsOf(text))].flatMap((target) => {
      const problem = problemWith(document, target)
      return problem === undefined ? [] : [`${relative(root, document)}: ${target} ${problem}`]
    })
  ),
  ...[...texts.keys()]
    .filter((file) => dirname(file) === dirname(guides) && file !== guides && !listed.has(file))
    .map((file) => `docs/README.md does not name ${relative(dirname(guides), file)}`)
]

for (const problem of problems) console.error(problem)
if (texts.size < 10) console.error("Where are the documents?")
process.exitCode = problems.length > 0 || texts.size < 10 ? 1 : 0
