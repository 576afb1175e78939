// Packs every public package as it is published.
import { mkdirSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { packing, publicPackages, tarballOf } from "../scripts/packages/public.mjs"
import { Failed, run } from "./command.mjs"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Builds all packages: what lies in their `dist` is replaced. */
export const build = () =>
  run("npm", ["run", "--silent", "build"], { cwd: root, inherits: true, seconds: 240 })

/** Packs all public packages into a folder, and gives the tarball of each. */
export const pack = async (folder) => {
  mkdirSync(folder, { recursive: true })
  try {
    await run("npx", packing(root, folder), { cwd: root, inherits: true, seconds: 120 })
  } catch (error) {
    throw new Failed(
      `the packages could not be packed, for which pnpm comes from the npm registry: ${error.message}`
    )
  }
  const tarballs = {}
  for (const { manifest } of publicPackages(root)) {
    const file = tarballOf(manifest)
    if (!readdirSync(folder).includes(file)) throw new Failed(`${manifest.name} was not packed`)
    tarballs[manifest.name] = join(folder, file)
  }
  return tarballs
}

/** What the packed libraries offer to be imported: every public module of each, by the name that a user writes. */
export const modules = (installed, names) =>
  names.flatMap((name) => [
    name,
    ...readdirSync(join(installed, name, "dist"))
      .filter((file) => /^[A-Z]\w*\.js$/.test(file))
      .map((file) => `${name}/${file.slice(0, -".js".length)}`)
  ])
