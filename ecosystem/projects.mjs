// Empty projects, into which the packed packages are installed.
import { transform } from "esbuild"
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { npmInstall } from "./npm.mjs"

export const sources = join(dirname(fileURLToPath(import.meta.url)), "program")

const programs = readdirSync(sources).filter((file) => file.endsWith(".ts"))

/**
 * Makes a project of the named packages and of what a user installs beside them, and gives its folder. That the
 * packages' own dependencies are the packed ones too has to be said, until they are in the registry: npm finds them
 * among what is installed, Bun takes what overrides say.
 */
export const install = async (folder, tarballs, packages, beside, installer = npmInstall) => {
  mkdirSync(folder, { recursive: true })
  const packed = Object.fromEntries(packages.map((name) => [name, `file:${tarballs[name]}`]))
  const manifest = {
    name: "stranger",
    private: true,
    type: "module",
    dependencies: { ...packed, ...beside },
    overrides: packed
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2))
  await installer(folder)
  await write(folder, "esm")
  return folder
}

/** Puts the programs into a folder as JavaScript: types taken off, imports kept or made `require`. */
export const write = async (folder, format) => {
  for (const program of programs) {
    const text = readFileSync(join(sources, program), "utf8")
    // The browser's page and the Worker are modules in any case.
    const { code } = await transform(text, { loader: "ts", format, target: "es2022", platform: "node" })
    writeFileSync(join(folder, program.replace(/\.ts$/, ".js")), code)
  }
}
