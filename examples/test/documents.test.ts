import { assert, describe, expect, it } from "@effect/vitest"
import * as RosterFile from "@effect-wandb/admin/RosterFile"
import * as FaultFile from "@effect-wandb/emulator/FaultFile"
import * as SeedFile from "@effect-wandb/emulator/SeedFile"
import * as SchemaFile from "@effect-wandb/files/SchemaFile"
import { Either, Schema } from "effect"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { anchorsOf, blocksOf, filled, regionOf, regionsOf, tablesOf } from "./markdown.js"

const root = fileURLToPath(new URL("../..", import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), "utf8")

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "benchmarks/README.md",
  "examples/README.md",
  ...readdirSync(join(root, "examples")).map((name) => `examples/${name}/README.md`),
  ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`),
  ...readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`)
].filter((file) => file.endsWith(".md") && existsSync(join(root, file)))

const blocks = documents.flatMap((document) =>
  blocksOf(read(document)).map((block) => ({ document, ...block }))
)

/** What TypeScript compiles, by the names that blocks of it bear. */
const languages = ["ts", "typescript", "tsx", "mts", "cts", "js", "javascript", "jsx", "mjs", "cjs"]

/** A program in a document, behind a comment that names the file, or the region of one, in which it is compiled. */
const programs = blocks.filter(({ language }) => languages.includes(language))

const tables = documents.flatMap((document) =>
  tablesOf(read(document)).map((table) => ({ document, ...table }))
)

/** The text that a comment names: of a file, or of a region of it, as in `examples/src/guides/users.ts#get`. */
const textOf = (source: string): string => {
  const [file = "", region] = source.split("#")
  const text = read(file)
  return region === undefined ? text : (regionOf(text, region) ?? assert.fail(`${file} has no ${region}`))
}

/** All that the guides' programs have to show, by the names that documents give it. */
const guides = readdirSync(join(root, "examples/src/guides")).flatMap((name) => {
  const file = `examples/src/guides/${name}`
  const regions = regionsOf(read(file))
  return regions.length === 0 ? [file] : regions.map((region) => `${file}#${region}`)
})

const links = documents.flatMap((document) =>
  [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)].map(
    ([, target = "", anchor]) => ({
      document,
      target: target === "" ? document : relative(root, join(root, dirname(document), target)),
      anchor
    })
  )
)

const workflow = SchemaFile.reader(
  Schema.Struct({ jobs: Schema.Object }, { key: Schema.String, value: Schema.Unknown })
)

const readers = {
  workflow: (text: string) => workflow(text, "workflow"),
  roster: RosterFile.parse,
  "fault file": FaultFile.parse,
  seed: SeedFile.parse
}

const kindOf = (text: string): keyof typeof readers => {
  if (text.includes("\njobs:")) return "workflow"
  if (text.includes("/roster.schema.json")) return "roster"
  return text.includes("_tag:") ? "fault file" : "seed"
}

/** A file in a document, behind a comment that names it where it is one of the repository. */
const files = blocks
  .filter(({ language }) => language === "yaml")
  .map(({ document, source, text }) => ({ document, file: source, text, kind: kindOf(text) }))

/** The commands by their names, as the reference of the command line has them. */
const commands = [...read("docs/commands.md").matchAll(/^##+ effect-wandb (.*)$/gm)].map(
  ([, name = ""]) => name
)

describe("the documents", () => {
  it("show programs", () => assert.isAtLeast(programs.length, 4))

  it.each(programs)("$document shows a program, and says of which file: $source", ({ source }) =>
    assert.isDefined(source)
  )

  // With `-u` the documents are written anew, from the files that they name.
  it.each(documents)("%s shows its programs as they are", async (document) => {
    await expect(filled(read(document), textOf)).toMatchFileSnapshot(join(root, document))
  })

  it.each(blocks.filter(({ language }) => language === ""))(
    "$document shows no program without its language",
    ({ text }) => assert.notMatch(text, /^\s*(import|export|const|yield\*)\s|\b(Effect|Layer|Stream)\.\w/m)
  )

  it.each(tables)("$document has the rows of $source", ({ rows, source }) => {
    const solid = (text: string) => text.replaceAll(/\s/g, "")
    const entries = solid(textOf(source)).replace(/\}\)$/, ",})")
    for (const [name, code] of rows) {
      const names = [name, `"${name}"`, `'${name}'`]
      const isThere = names.some((quoted) => entries.includes(solid(`${quoted}: ${code},`)))
      assert.isTrue(isThere, `${source} has no entry ${name}: ${code}`)
    }
    const named = [...textOf(source).matchAll(/^ {2}('.*?'|".*?"|\w+): /gm)]
    assert.strictEqual(rows.length, named.length)
  })

  it.each(guides)("show %s", (source) =>
    assert.isTrue([...programs, ...tables].some((shown) => shown.source === source))
  )

  it.each(
    documents.flatMap((document) =>
      [...read(document).matchAll(/\beffect-wandb ((?:[a-z][a-z-]* ?){1,2})/g)].map(([, words = ""]) => ({
        document,
        command: words.trim()
      }))
    )
  )("$document names the command $command, which there is", ({ command }) => {
    const [group = ""] = command.split(" ")
    const isGroup = commands.some((name) => name.startsWith(`${group} `))
    assert.include(commands, isGroup ? command : group)
  })

  it("are all in the index of the guides", () => {
    const index = links.filter(({ document }) => document === "docs/README.md").map(({ target }) => target)
    for (const document of documents.filter(
      (name) => name.startsWith("docs/") && name !== "docs/README.md"
    )) {
      assert.include(index, document)
    }
  })

  it.each(files)("$document shows a $kind that can be read", ({ file, kind, text }) => {
    const parsed: Either.Either<unknown, SeedFile.InvalidFile> = readers[kind](text)
    assert.isTrue(Either.isRight(parsed), String(Either.getLeft(parsed)))
    if (file !== undefined) assert.strictEqual(text, read(file))
  })

  it.each(links)("$document links to $target#$anchor, which is there", ({ anchor, target }) => {
    assert.isTrue(existsSync(join(root, target)))
    if (anchor !== undefined && target.endsWith(".md")) assert.include(anchorsOf(read(target)), anchor)
  })

  it("the README's first program has at most 15 lines", () =>
    assert.isAtMost(read("examples/src/firstProgram.ts").trimEnd().split("\n").length, 15))

  it("name a version for each package that is to be installed", () => {
    const installs = documents.flatMap((document) => [...read(document).matchAll(/^npm install (.*)$/gm)])
    assert.isNotEmpty(installs)
    for (const [line, names = ""] of installs) {
      for (const name of names.split(" ").filter((word) => !word.startsWith("--"))) {
        // A tarball has its version in its name.
        assert.match(name, /^(?:@?[\w/-]+@\^\d+\.\d+\.\d+|\S+-\d+\.\d+\.\d+\.tgz)$/, line)
      }
    }
  })
})
