import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { beside, median } from "../processes.js"

const require = createRequire(import.meta.url)

/** The specifiers of what a built module imports. */
const importsOf = (file: string): ReadonlyArray<string> =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|export) [^"'=(]* from ["']([^"']+)["']/gm)].map(
    ([, specifier]) => specifier ?? ""
  )

/** What a module of this repository needs from elsewhere, whatever it goes through to get there. */
const needsOf = (module: string): ReadonlyArray<string> => {
  const seen = new Set<string>()
  const needs = new Set<string>()
  const visit = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith(".")) visit(new URL(specifier, pathToFileURL(file)).pathname)
      else if (specifier.startsWith("@effect-wandb/")) visit(require.resolve(specifier))
      else needs.add(specifier)
    }
  }
  visit(require.resolve(module))
  return [...needs]
}

const millis = async (modules: ReadonlyArray<string>): Promise<number> =>
  (await beside<number>(new URL("./importing.mjs", import.meta.url), modules)).told

/** How long imports take, in milliseconds, each in a process of its own, by turns. */
export const measureImports = async (rounds: number) => {
  const needs = needsOf("@effect-wandb/client")
  const rows: Array<{
    readonly own: number
    readonly sdk: number
    readonly modules: number
    readonly barrels: number
  }> = []
  // The first round warms the files.
  for (let count = 0; count <= rounds; count++) {
    const effect = await millis(needs)
    const sdk = await millis(["@effect-wandb/client"])
    const modules = await millis(["@effect-wandb/client/Wandb", "@effect-wandb/core/Users", "effect/Effect"])
    const barrels = await millis(["@effect-wandb/client", "@effect-wandb/core", "effect"])
    if (count > 0) rows.push({ own: sdk - effect, sdk, modules, barrels })
  }
  const of = (name: keyof (typeof rows)[number]) => rows.map((row) => row[name])
  return {
    own: of("own"),
    sdk: median(of("sdk")),
    modules: median(of("modules")),
    barrels: median(of("barrels"))
  }
}
