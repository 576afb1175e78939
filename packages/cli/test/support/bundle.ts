import { beforeAll } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../../../..", import.meta.url))

const anHour = 3_600_000

const cache = join(root, "node_modules/.cache/cli-bundle")

/** What a bundle is made of, as of now. */
const fingerprint = (): string => {
  const hash = createHash("sha256")
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) visit(path)
      else {
        const { mtimeMs, size } = statSync(path)
        hash.update(`${path} ${mtimeMs} ${size}\n`)
      }
    }
  }
  for (const name of readdirSync(join(root, "packages"))) {
    const sources = join(root, "packages", name, "src")
    if (existsSync(sources)) visit(sources)
  }
  hash.update(String(statSync(join(root, "scripts/bundle-cli.mjs")).mtimeMs))
  return hash.digest("hex").slice(0, 16)
}

const isBuilding = (lock: string): boolean => {
  try {
    mkdirSync(lock)
    return false
  } catch {
    return true
  }
}

const bundle = (): string => {
  const folder = join(cache, fingerprint())
  const program = join(folder, "effect-wandb.mjs")
  if (existsSync(program)) return program
  mkdirSync(cache, { recursive: true })
  const lock = `${folder}.lock`
  const cell = new Int32Array(new SharedArrayBuffer(4))
  // Another worker is at it. One that was killed leaves its lock behind, so the wait has an end.
  for (let waited = 0; isBuilding(lock) && waited < 100; waited++) {
    Atomics.wait(cell, 0, 0, 100)
    if (existsSync(program)) return program
  }
  // A run that began before the sources were edited may be using the bundle of then.
  for (const other of readdirSync(cache).map((name) => join(cache, name))) {
    const { mtimeMs } = statSync(other, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity }
    if (Date.now() - mtimeMs > anHour) rmSync(other, { recursive: true, force: true })
  }
  const made = `${folder}.${process.pid}`
  execFileSync(process.execPath, ["scripts/bundle-cli.mjs", made], { cwd: root })
  if (!existsSync(program)) renameSync(made, folder)
  rmSync(lock, { recursive: true, force: true })
  return program
}

/** The command as it ships, bundled once for all files of tests: gives the way to it, for `node`. */
export const bundled = (): (() => string) => {
  let program = ""
  beforeAll(() => {
    program = bundle()
  }, 60_000)
  return () => program
}
