// What a tarball holds: what it should, and nothing else.
import { existsSync, readFileSync, statSync } from "node:fs"
import { basename, dirname, join, normalize } from "node:path"

/** All that a library may hold. A folder `schemas` only where the package exports it. */
const library = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^CHANGELOG\.md$/,
  /^dist\/(?:internal\/(?:\w+\/)*)?\w+\.(?:js|d\.ts)(?:\.map)?$/,
  /^src\/(?:internal\/(?:\w+\/)*)?\w+\.ts$/
]
const schemas = /^schemas\/\w+\.schema\.json$/

/** All that the command may hold: it is bundled, so there is neither source nor declaration. */
const command = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^CHANGELOG\.md$/,
  /^dist\/(?:parts\/)?[\w-]+\.mjs$/,
  /^dist\/THIRD_PARTY_LICENSES\.txt$/
]

/** What gives somebody access, in the forms in which it is issued. */
const credentials = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\bnpm_[A-Za-z0-9]{36}\b/, "an npm token"],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})/, "a GitHub token"],
  [/\bAKIA[0-9A-Z]{16}\b/, "an AWS key"],
  [/\bwandb_v1_\w{60,}/, "a W&B key"],
  [/(?<![\da-f]|\bas of )[\da-f]{40}(?![\da-f])/, "what looks like a W&B key, and no commit"]
]

const isLibrary = ({ manifest }) => manifest.exports["."] !== undefined

const unexpected = (packed) => {
  const allowed = isLibrary(packed)
    ? [...library, ...(packed.manifest.exports["./schemas/*"] === undefined ? [] : [schemas])]
    : command
  return packed.files
    .filter((file) => !allowed.some((pattern) => pattern.test(file)))
    .map((file) => `holds ${file}, which no pattern of what belongs there fits`)
}

const lacking = (packed) => {
  const { files, home, manifest } = packed
  const changes = existsSync(join(home, "CHANGELOG.md")) ? ["CHANGELOG.md"] : []
  const built = isLibrary(packed)
    ? files
        .filter((file) => file.startsWith("src/"))
        .map((file) => file.slice("src/".length, -".ts".length))
        .flatMap((module) =>
          // What is internal may stand in files that hold several modules: whether it is there, loading shows.
          (module.startsWith("internal/")
            ? [".d.ts", ".d.ts.map"]
            : [".js", ".js.map", ".d.ts", ".d.ts.map"]
          ).map((ending) => `dist/${module}${ending}`)
        )
    : ["dist/THIRD_PARTY_LICENSES.txt"]
  const bins = Object.values(manifest.bin ?? {}).map((file) => file.replace("./", ""))
  return ["package.json", "README.md", "LICENSE", ...changes, ...built, ...bins]
    .filter((file) => !files.includes(file))
    .map((file) => `lacks ${file}`)
}

/** Every built file comes from a source that is there or is part of another one: nothing is left of a build before. */
const stale = (packed) => {
  if (!isLibrary(packed)) return []
  const built = packed.files.filter((file) => /^dist\/.*\.js$/.test(file))
  const texts = built.map((file) => readFileSync(join(packed.folder, file), "utf8"))
  const isImported = (file) => texts.some((text) => text.includes(`/${basename(file)}"`))
  return built
    .filter((file) => !packed.files.includes(file.replace(/^dist\/(.*)\.js$/, "src/$1.ts")))
    .filter((file) => !file.startsWith("dist/internal/") || !isImported(file))
    .map((file) => `holds ${file}, which has no source and is imported by nothing: build anew`)
}

const brokenMaps = ({ files, folder }) =>
  files
    .filter((file) => file.endsWith(".map"))
    .flatMap((file) =>
      JSON.parse(readFileSync(join(folder, file), "utf8"))
        .sources.map((source) => normalize(join(dirname(file), source)).replaceAll("\\", "/"))
        .filter((source) => !files.includes(source))
        .map((source) => `${file} leads to ${source}, which is not there`)
    )

const unfit = ({ files, folder }, root) =>
  files.flatMap((file) => {
    const text = readFileSync(join(folder, file), "utf8")
    const found = credentials
      .filter(([pattern]) => pattern.test(text))
      .map(([, what]) => `${file} holds ${what}`)
    return text.includes(root) ? [...found, `${file} names a folder of this machine`] : found
  })

const unexecutable = ({ folder, manifest }) =>
  Object.values(manifest.bin ?? {})
    .map((file) => join(folder, file))
    .filter((file) => existsSync(file))
    .flatMap((file) => [
      ...(readFileSync(file, "utf8").startsWith("#!/usr/bin/env node\n")
        ? []
        : [`${file} does not begin with #!`]),
      // What npm and pnpm make of a bin when they install it; the tarball has its own opinion.
      ...(process.platform === "win32" || (statSync(file).mode & 0o111) !== 0
        ? []
        : [`${file} cannot be executed`])
    ])

export const contentsProblems = (packed, root) => [
  ...unexpected(packed),
  ...lacking(packed),
  ...stale(packed),
  ...brokenMaps(packed),
  ...unfit(packed, root),
  ...unexecutable(packed)
]
