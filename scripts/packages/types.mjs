// What publint and are-the-types-wrong have against a package.
import { spawn } from "node:child_process"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { modulesOf } from "./tarballs.mjs"

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const attw = join(root, "node_modules", "@arethetypeswrong", "cli", "dist", "index.js")

export const publintProblems = async ({ folder, manifest }) => {
  // The folder is what was packed: there is nothing to pack, and everything in it is published.
  const { messages } = await publint({ pkgDir: folder, pack: false, strict: true })
  return messages.map((message) => `publint: ${formatMessage(message, manifest, { color: false })}`)
}

/**
 * The packages are ESM alone. CommonJS on every Node that they support loads them by `require` all the same, and
 * TypeScript 5.8 and later allow it where `module` is `nodenext` (and `node20`). The rule is about older ones, for which
 * the advice is to build everything twice: then a program may have two of each service, of which one is not provided.
 * The profile leaves out `node10`, which knows no `exports`.
 */
const args = [
  "--profile",
  "node16",
  "--ignore-rules",
  "cjs-resolves-to-esm",
  "--no-definitely-typed",
  "--format",
  "ascii",
  "--no-color",
  "--no-emoji"
]

export const attwProblems = (packed) =>
  new Promise((resolve) => {
    const modules = modulesOf(packed)
    if (modules.length === 0) return resolve([])
    // Modules that a pattern exports are not found by themselves.
    const child = spawn(process.execPath, [attw, packed.tarball, ...args, "--entrypoints", ...modules], {
      stdio: ["ignore", "pipe", "pipe"]
    })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.on("error", (error) => resolve([`attw: ${error}`]))
    child.on("close", (code) => resolve(code === 0 ? [] : [`attw: ${output.trim()}`]))
  })
