// What of a package can be loaded, and what cannot.
import { spawnSync } from "node:child_process"
import { copyFileSync } from "node:fs"
import { createRequire } from "node:module"
import { availableParallelism } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import ts from "typescript"
import { modulesOf } from "./tarballs.mjs"

const here = dirname(fileURLToPath(import.meta.url))

const specifierOf = (name, module) => name + module.slice(1)

/** Loads a module where nothing else was loaded, and gives what is wrong with it. */
const loadAlone = (loader, specifier) =>
  new Promise((resolve) => {
    const worker = new Worker(loader, { workerData: specifier })
    worker.once("message", ({ exports, isSame }) => {
      if (!isSame) resolve([`${specifier} is another module by require than by import`])
      else resolve(exports === 0 ? [`${specifier} exports nothing`] : [])
    })
    worker.once("error", (error) => resolve([`${specifier} cannot be loaded alone: ${error.message}`]))
    worker.once("exit", () => resolve([`${specifier} ends before it is loaded`]))
  })

/** As many at once as there are processors, in a queue that all of them take from. */
const inTurn = async (items, act) => {
  const queue = items.values()
  const results = []
  const take = async () => {
    for (const item of queue) results.push(...(await act(item)))
  }
  await Promise.all(Array.from({ length: availableParallelism() }, take))
  return results
}

export const loadingProblems = (packages, project) => {
  const loader = join(project, "alone.mjs")
  copyFileSync(join(here, "alone.mjs"), loader)
  const specifiers = packages.flatMap((packed) =>
    modulesOf(packed).map((module) => specifierOf(packed.name, module))
  )
  return inTurn(specifiers, (specifier) => loadAlone(loader, specifier))
}

/** All ways to a module that is not public: by the name that it would have, and by where it lies. */
const waysTo = (name, file) => {
  const path = file.slice("dist/".length, -".js".length)
  return [path, `${path}.js`, `dist/${path}`, `dist/${path}.js`, `src/${path}.ts`].map(
    (way) => `${name}/${way}`
  )
}

const isHidden = (file) => /^dist\/.*\.js$/.test(file) && !/^dist\/(?:index|[A-Z]\w*)\.js$/.test(file)

const resolutions = [
  { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }
]

/** What is to be unreachable can be reached neither by Node nor by TypeScript. */
export const reachProblems = ({ files, name }, project) => {
  const importer = join(project, "index.mts")
  const { resolve } = createRequire(importer)
  const isFound = (specifier) => {
    try {
      return resolve(specifier) !== undefined
    } catch {
      return false
    }
  }
  const isSeen = (specifier) =>
    resolutions.some(
      (options) => ts.resolveModuleName(specifier, importer, options, ts.sys).resolvedModule !== undefined
    )
  return files
    .filter(isHidden)
    .flatMap((file) => waysTo(name, file))
    .filter((specifier) => isFound(specifier) || isSeen(specifier))
    .map((specifier) => `${specifier} can be reached`)
}

/** The commands start where nothing is beside them but what their package declares. */
export const commandProblems = ({ folder, manifest }) =>
  Object.entries(manifest.bin ?? {}).flatMap(([name, file]) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(folder, file), "--version"], {
      encoding: "utf8",
      timeout: 30_000
    })
    return status === 0 && stdout.includes(manifest.version)
      ? []
      : [`cannot run ${name}: ${stderr.trim() || stdout.trim()}`]
  })
