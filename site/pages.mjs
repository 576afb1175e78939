// Writes the pages of the site: the guides, the packages' READMEs and the reference, with links that fit there.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { outsideFences, outsideCode, withLinks, withoutBraces } from "./markdown.mjs"
import { anchorOf, namesIn } from "./names.mjs"

const site = dirname(fileURLToPath(import.meta.url))
const root = dirname(site)
const generated = join(site, ".generated")
const read = (file) => readFileSync(join(root, file), "utf8")
const manifestOf = (folder) => JSON.parse(read(join(folder, "package.json")))

const repository = manifestOf("packages/core").repository.url.replace(/^git\+|\.git$/g, "")
const onGitHub = (file) => {
  const isFolder = statSync(join(root, file), { throwIfNoEntry: false })?.isDirectory() ?? false
  return `${repository}/${isFolder ? "tree" : "blob"}/main/${file}`
}

const folders = readdirSync(join(root, "packages")).filter((name) =>
  existsSync(join(root, "packages", name, "README.md"))
)

/** Where the documents of the repository are on the site. */
const pages = new Map([
  ["README.md", "/overview.md"],
  ["CONTRIBUTING.md", "/contributing.md"],
  ["docs/README.md", "/guide/index.md"],
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .map((name) => [`docs/${name}`, `/guide/${name}`]),
  ...folders.map((name) => [`packages/${name}/README.md`, `/reference/${name}/index.md`])
])

const write = (page, text) => {
  mkdirSync(dirname(join(generated, page)), { recursive: true })
  writeFileSync(join(generated, page), text)
}

/** A link of a document, as it has to be on the site. */
const linkFrom = (document) => (target) => {
  if (/^(?:[a-z]+:|#|\/)/.test(target)) return target
  const [path, hash] = target.split("#")
  const file = relative(root, resolve(root, dirname(document), path))
  const anchor = hash === undefined ? "" : `#${hash}`
  if (file.startsWith("docs/images/")) return file.slice("docs".length)
  const page = pages.get(file) ?? pages.get(join(file, "README.md"))
  return (page ?? onGitHub(file)) + anchor
}

const withSiteLinks = (document, text) =>
  outsideCode(text, (part) =>
    part
      .replace(/\]\(([^)\s]+)\)/g, (_, target) => `](${linkFrom(document)(target)})`)
      .replace(
        /\b(src|srcset|href)="([^"]+)"/g,
        (_, name, target) => `${name}="${linkFrom(document)(target)}"`
      )
  )

/** The comments that tie a program to its file are for the tests. */
const withoutComments = (text) => outsideFences(text, (part) => part.replace(/<!--[\s\S]*?-->\n*/g, ""))

const documentText = (document, names) =>
  withLinks(withoutBraces(withoutComments(withSiteLinks(document, read(document)))), names.mentioned)

const frontMatter = (fields) =>
  `---\n${Object.entries(fields)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join("")}---\n\n`

/** A section of the README by its heading. */
const sectionOf = (text, title) => {
  const [, section] = new RegExp(`^(## ${title}\\n[\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, "m").exec(text) ?? []
  if (section === undefined)
    throw new Error(`README.md has no section "${title}", which the front page shows.`)
  return section
}

const frontPage = (names) => {
  const overview = documentText("README.md", names)
  return withSiteLinks("site/home.md", read("site/home.md")).replace(/<!-- README: (.*) -->/g, (_, title) =>
    sectionOf(overview, title)
  )
}

const entryText = (module, { description, name, signature, since }, names) => {
  const words = outsideCode(
    description.replace(/\{@link (\S+?)\}/g, (_, target) => {
      const url = names.linked(target, module)
      if (url === undefined)
        throw new Error(`${module.package}/${module.name}: {@link ${target}} leads nowhere`)
      return `[\`${target}\`](${url})`
    }),
    (part) => part.replace(/<(?=[\w/])/g, "&lt;")
  )
  const mentioned = (code) => (code === name ? undefined : names.mentioned(code, module))
  const [text, example] = withLinks(withoutBraces(words), mentioned).split("\n**Example**\n")
  return [
    `### ${name} {#${anchorOf(name)}}`,
    `\`\`\`ts\n${signature}\n\`\`\``,
    text.trim(),
    ...(example === undefined ? [] : ["**Example**", example.trim()]),
    `<p class="since">since ${since}</p>`
  ].join("\n\n")
}

const capital = (text) => text.replace(/^./, (letter) => letter.toUpperCase())

const moduleText = (module, names) => {
  const source = `packages/${module.package}/src/${module.name}.ts`
  const categories = [...new Set(module.entries.map(({ category }) => category))]
  const sections = categories.flatMap((category) => [
    `## ${capital(category)} {#category-${category.replaceAll(" ", "-")}}`,
    ...module.entries
      .filter((entry) => entry.category === category)
      .map((entry) => entryText(module, entry, names))
  ])
  return (
    frontMatter({ title: `${module.name} · ${module.package}`, source: onGitHub(source) }) +
    [
      `# ${module.name} {#module}`,
      withLinks(withoutBraces(module.description), (code) => names.mentioned(code, module)),
      `\`\`\`ts\nimport { ${module.name} } from "@effect-wandb/${module.package}"\n\`\`\``,
      ...sections
    ].join("\n\n") +
    "\n"
  )
}

const firstSentence = ({ description }) => description.split("\n\n")[0].replace(/\s+/g, " ")

const moduleList = (modules) => {
  const items = modules.map(
    (module) => `- [${module.name}](/reference/${module.package}/${module.name}.md): ${firstSentence(module)}`
  )
  return `## Modules\n\n${items.join("\n")}`
}

/** Packages in the order of their modules; those without come last. */
const inOrder = (modules) => [...new Set([...modules.map((module) => module.package), ...folders])]

const referenceIndex = (modules) =>
  [
    "# Reference",
    "Every export of every package, from the docstrings of the sources. A package is imported by its name, or a module of it by its own: `@effect-wandb/core/Users`.",
    ...inOrder(modules).map((name) => {
      const { description } = manifestOf(`packages/${name}`)
      const links = [
        `[About it](/reference/${name}/index.md)`,
        ...modules
          .filter((module) => module.package === name)
          .map((module) => `[${module.name}](/reference/${name}/${module.name}.md)`)
      ]
      return `## @effect-wandb/${name} {#${name}}\n\n${description}.\n\n${links.join(" · ")}`
    })
  ].join("\n\n")

/** The guides in the order in which the list of guides names them. */
const guides = () => {
  const named = [...read("docs/README.md").matchAll(/\[([^\]]+)\]\(([\w-]+\.md)\)/g)].map(
    ([, text, file]) => ({
      text: capital(text),
      file
    })
  )
  return named
    .filter(({ file }, index) => named.findIndex((other) => other.file === file) === index)
    .filter(({ file }) => pages.has(`docs/${file}`))
    .map(({ file, text }) => ({ text, link: `/guide/${file.slice(0, -3)}` }))
}

/** In each part of the site its own list. */
const sidebar = (modules) => ({
  "/reference/": inOrder(modules).map((name) => ({
    text: `@effect-wandb/${name}`,
    link: `/reference/${name}/`,
    items: modules
      .filter((module) => module.package === name)
      .map((module) => ({ text: module.name, link: `/reference/${name}/${module.name}` }))
  })),
  "/": [
    { text: "Overview", link: "/overview" },
    { text: "Guides", link: "/guide/", items: guides() },
    { text: "Contributing", link: "/contributing" }
  ]
})

/** Writes all pages anew, of what `scripts/reference` has read. */
export const writePages = () => {
  const modules = JSON.parse(readFileSync(join(site, ".reference.json"), "utf8"))
  const names = namesIn(modules)
  rmSync(generated, { recursive: true, force: true })
  for (const [document, page] of pages) {
    const [, name] = /^packages\/(\w+)\//.exec(document) ?? []
    const own = modules.filter((module) => module.package === name)
    write(
      page,
      frontMatter({ source: onGitHub(document) }) +
        documentText(document, names) +
        (own.length === 0 ? "" : `\n${moduleList(own)}\n`)
    )
  }
  for (const module of modules)
    write(`/reference/${module.package}/${module.name}.md`, moduleText(module, names))
  write("/reference/index.md", referenceIndex(modules))
  write("/index.md", frontPage(names))
  write("/site.json", JSON.stringify({ repository, sidebar: sidebar(modules) }))
  cpSync(join(root, "docs", "images"), join(generated, "public", "images"), { recursive: true })
}
