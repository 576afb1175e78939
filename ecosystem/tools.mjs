// Fetches the pinned runtimes and compilers from the npm registry, each once: they stay in node_modules.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { npmInstall } from "./npm.mjs"
import { Failed } from "./command.mjs"
import { tools } from "./versions.mjs"

const cache = join(dirname(dirname(fileURLToPath(import.meta.url))), "node_modules", ".ecosystem")

const installedVersion = (folder) => {
  const manifest = join(folder, "package.json")
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined
}

const fetched = new Map()

/** Gives the program of a pinned tool, and its version. */
export const tool = (name) => fetched.get(name) ?? fetched.set(name, fetch(name)).get(name)

const fetch = async (name) => {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Failed(
      `the pinned runtimes are those for Linux on x64, and this is ${process.platform} ${process.arch}`
    )
  }
  const { package: packageName, program, version } = tools[name]
  const folder = join(cache, `${name}@${version}`)
  const home = join(folder, "node_modules", packageName)
  // Only the pinned program is wanted, and not npm's promise that it is there: a broken installation is done anew.
  if (!existsSync(join(home, program)) || installedVersion(home) !== version) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ private: true, dependencies: { [packageName]: version } })
    )
    await npmInstall(folder)
  }
  return { program: join(home, program), version }
}
