// Reads the public modules of the packages into `site/.reference.json`: what they export, in what words, with which signature.
//
// `@effect/docgen` reads the docstrings, and refuses exports that lack a sentence or a version. It sees no further than
// one file, though, and prints of a class nothing but its name: it is given copies in which each re-export bears the
// docstring of what it stands for, and the signatures are taken from the sources.
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"
import { signatureOf } from "./signature.mjs"
import { commentBefore, exportsOf, isReExport, modulesOf, packages, parse, root } from "./sources.mjs"

const stage = join(root, "node_modules", ".cache", "reference")

/** A module's text in which each re-export says what it is. */
const withDocs = (file) => {
  const source = parse(file)
  return source.statements
    .filter(isReExport)
    .toReversed()
    .reduce((text, node) => {
      const specifiers = exportsOf(node).map(
        ({ doc = "", local, name }) => `${doc}\n${local === name ? name : `${local} as ${name}`}`
      )
      const clause = `export {\n${specifiers.join(",\n")}\n} from ${node.moduleSpecifier.getText()}`
      return text.slice(0, node.getStart()) + clause + text.slice(node.getEnd())
    }, source.text)
}

/** Docgen runs every example, whatever it is told; `npm run check:examples` compiles them, as a user's would be. */
const asText = (text) => text.replace(/^( *\*) @example$/gm, "$1 **Example**\n$1")

const runDocgen = () => {
  rmSync(stage, { recursive: true, force: true })
  for (const name of packages) {
    mkdirSync(join(stage, "src", name), { recursive: true })
    for (const { file, name: module } of modulesOf(name)) {
      writeFileSync(join(stage, "src", name, `${module}.ts`), asText(withDocs(file)))
    }
  }
  const { homepage } = JSON.parse(readFileSync(join(root, "packages", "core", "package.json"), "utf8"))
  writeFileSync(join(stage, "package.json"), JSON.stringify({ name: "effect-wandb", homepage }))
  // Types are taken from the sources: to resolve them here would take three times as long.
  const config = {
    enforceDescriptions: true,
    enforceVersion: true,
    parseCompilerOptions: { noResolve: true }
  }
  writeFileSync(join(stage, "docgen.json"), JSON.stringify(config))
  const docgen = join(root, "node_modules", "@effect", "docgen", "bin.cjs")
  const { status, stderr, stdout } = spawnSync(process.execPath, [docgen], { cwd: stage, encoding: "utf8" })
  if (status !== 0) throw new Error(`docgen refuses the docstrings:\n${stdout}${stderr}`)
}

const heading = /^(#{1,3}) (.*?)(?: \((class|interface|type alias|namespace)\))?$/

/** The entries of a page of docgen's: the members of a namespace bear its name. */
const entriesOf = (page) => {
  const entries = []
  let category
  let namespace
  let fenced = false
  for (const line of page.slice(page.indexOf("\n---\n\n#") + 5).split("\n")) {
    if (line.startsWith("```")) fenced = !fenced
    const [, level, title, kind] = (!fenced && heading.exec(line)) || []
    if (level === "#") category = title
    else if (level !== undefined) {
      if (level === "##") namespace = kind === "namespace" ? title : undefined
      const name = level === "###" ? `${namespace}.${title}` : title
      entries.push({ name, kind, category, lines: [] })
    } else entries.at(-1)?.lines.push(line)
  }
  return entries.map(({ lines, ...entry }) => {
    const [description, rest = ""] = lines.join("\n").split("\n**Signature**\n")
    const [, since] = /^Added in v(.*)$/m.exec(rest) ?? []
    return { ...entry, description: description.trim(), since }
  })
}

const overviewOf = (page) => {
  const [, text = ""] = /^## \w+ overview\n\n([\s\S]*?)\n\nAdded in v/m.exec(page) ?? []
  return text
}

/** All that a module exports, in the order of its source, and the types in its namespaces. */
const exported = (file) =>
  parse(file)
    .statements.flatMap(exportsOf)
    .flatMap((found) => [
      found,
      ...found.declarations.filter(ts.isModuleDeclaration).flatMap(({ body }) =>
        body.statements.map((member) => ({
          name: `${found.name}.${member.name.text}`,
          local: member.name.text,
          declarations: [member],
          category: /@category (.*)/.exec(commentBefore(member))?.[1]
        }))
      )
    ])

const readModule = async (packageName, { file, name }) => {
  const page = readFileSync(join(stage, "docs", "modules", packageName, `${name}.ts.md`), "utf8")
  const words = entriesOf(page).filter(({ kind }) => kind !== "namespace")
  const found = new Map()
  for (const each of exported(file)) {
    const former = found.get(each.name)?.declarations ?? []
    found.set(each.name, { ...each, declarations: [...new Set([...former, ...each.declarations])] })
  }
  const entries = await Promise.all(
    [...found.values()].map(async (each) => {
      // A schema and its type are one name, of which the one that says more is worth reading.
      const [said] = words
        .filter((entry) => entry.name === each.name)
        .toSorted((one, other) => other.description.length - one.description.length)
      const problem = (what) => `${packageName}/${name}: ${each.name} ${what}`
      if (said === undefined) return { problem: problem("is not in what docgen wrote") }
      // Docgen files the types of a namespace under the namespace's own.
      const category = each.name.includes(".") ? each.category : said.category
      if (category === undefined || category === "utils") return { problem: problem("has no @category") }
      return { ...said, category, signature: await signatureOf(each) }
    })
  )
  return { name, package: packageName, description: overviewOf(page), entries }
}

/** The public modules of every package; fails with all that is missing in their docstrings. */
const readReference = async () => {
  runDocgen()
  const modules = await Promise.all(
    packages.flatMap((name) => modulesOf(name).map((module) => readModule(name, module)))
  )
  const problems = modules.flatMap(({ entries }) => entries.flatMap(({ problem }) => problem ?? []))
  if (problems.length > 0) throw new Error(`The reference is not complete:\n${problems.join("\n")}`)
  return modules
}

writeFileSync(join(root, "site", ".reference.json"), JSON.stringify(await readReference()))
