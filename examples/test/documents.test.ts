import { assert, describe, it } from "@effect/vitest"
import * as RosterFile from "@effect-wandb/admin/RosterFile"
import * as FaultFile from "@effect-wandb/emulator/FaultFile"
import * as SeedFile from "@effect-wandb/emulator/SeedFile"
import * as SchemaFile from "@effect-wandb/files/SchemaFile"
import { Either, Schema } from "effect"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), "utf8")

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "benchmarks/README.md",
  "examples/onboarding/README.md",
  ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`),
  ...readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`)
].filter((file) => file.endsWith(".md") && existsSync(join(root, file)))

/** A program in a document, behind a comment that names the file in which it is compiled and run. */
const programs = documents.flatMap((document) =>
  [...read(document).matchAll(/(?:<!-- (\S+) -->\s*)?```(?:ts|typescript)\n([\s\S]*?)```/g)].map(
    ([, file, code = ""]) => ({ document, file, code })
  )
)

const links = documents.flatMap((document) =>
  [...read(document).matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = ""]) => ({
    document,
    target: relative(root, join(root, dirname(document), target))
  }))
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
const files = documents.flatMap((document) =>
  [...read(document).matchAll(/(?:<!-- (\S+) -->\s*)?```yaml\n([\s\S]*?)```/g)].map(
    ([, file, text = ""]) => ({
      document,
      file,
      text,
      kind: kindOf(text)
    })
  )
)

describe("the documents", () => {
  it("show programs", () => assert.isAtLeast(programs.length, 4))

  it.each(programs)("$document shows $file as it is", ({ code, document, file }) => {
    if (file === undefined) return assert.fail(`a program in ${document} is compiled nowhere:\n${code}`)
    assert.strictEqual(code, read(file))
  })

  it.each(files)("$document shows a $kind that can be read", ({ file, kind, text }) => {
    const parsed: Either.Either<unknown, SeedFile.InvalidFile> = readers[kind](text)
    assert.isTrue(Either.isRight(parsed), String(Either.getLeft(parsed)))
    if (file !== undefined) assert.strictEqual(text, read(file))
  })

  it.each(links)("$document links to $target, which is there", ({ target }) =>
    assert.isTrue(existsSync(join(root, target)))
  )

  it("the README's first program has at most 15 lines", () =>
    assert.isAtMost(read("examples/src/firstProgram.ts").trimEnd().split("\n").length, 15))

  it("name a version for each package that is to be installed", () => {
    const installs = documents.flatMap((document) => [...read(document).matchAll(/^npm install (.*)$/gm)])
    assert.isNotEmpty(installs)
    for (const [line, names = ""] of installs) {
      for (const name of names.split(" ").filter((word) => !word.startsWith("--"))) {
        assert.match(name, /^@?[\w/-]+@\^\d+\.\d+\.\d+$/, line)
      }
    }
  })
})
