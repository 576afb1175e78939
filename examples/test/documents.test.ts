import { assert, describe, it } from "@effect/vitest"
import * as FaultFile from "@effect-wandb/emulator/FaultFile"
import * as SeedFile from "@effect-wandb/emulator/SeedFile"
import { Either } from "effect"
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

/** A file for the emulator in a document. */
const files = documents.flatMap((document) =>
  [...read(document).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => ({
    document,
    text,
    kind: text.includes("_tag:") ? "fault file" : "seed"
  }))
)

describe("the documents", () => {
  it("show programs", () => assert.isAtLeast(programs.length, 4))

  it.each(programs)("$document shows $file as it is", ({ code, document, file }) => {
    if (file === undefined) return assert.fail(`a program in ${document} is compiled nowhere:\n${code}`)
    assert.strictEqual(code, read(file))
  })

  it.each(files)("$document shows a $kind that can be read", ({ kind, text }) => {
    const parsed: Either.Either<object, SeedFile.InvalidFile> =
      kind === "seed" ? SeedFile.parse(text) : FaultFile.parse(text)
    assert.isTrue(Either.isRight(parsed), String(Either.getLeft(parsed)))
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
