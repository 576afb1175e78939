// Reads the built site as a browser would find it: which pages there are, what they link to, and their anchors.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const site = fileURLToPath(new URL("..", import.meta.url))
export const dist = join(site, "dist")

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(dist.length))

/** All files, as paths from the root of the site. */
export const paths = new Set(files)

const decoded = (text) => text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'")

const attributes = (html, pattern) => [...html.matchAll(pattern)].map(([, value]) => decoded(value))

/** Each page with its anchors and all that it refers to. */
export const pages = new Map(
  files
    .filter((path) => path.endsWith(".html"))
    .map((path) => {
      const html = readFileSync(join(dist, path), "utf8")
      return [
        path,
        {
          anchors: new Set(attributes(html, /<[^>]*\sid="([^"]*)"/g)),
          targets: attributes(html, /<[^>]*?\s(?:href|src|srcset)="([^"]*)"/g)
        }
      ]
    })
)

/** What is wrong with a target in a page, if anything is. */
export const problemWith = (page, target) => {
  const { hash, origin, pathname } = new URL(target, `http://site${page}`)
  if (origin !== "http://site") return undefined
  const path = decodeURIComponent(pathname).replace(/\/$/, "/index.html")
  const found = [path, `${path}.html`].find((each) => paths.has(each))
  if (found === undefined) return `${page}: ${target} is not there`
  const anchor = decodeURIComponent(hash.slice(1))
  return anchor === "" || pages.get(found)?.anchors.has(anchor)
    ? undefined
    : `${page}: ${target} has no such anchor`
}
