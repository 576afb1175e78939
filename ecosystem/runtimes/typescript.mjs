// TypeScript: the programs and every public module, checked with all declarations that they lead to.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "../command.mjs"
import { modules } from "../packages.mjs"
import { sources } from "../projects.mjs"
import { tool } from "../tools.mjs"

const base = {
  target: "ES2022",
  lib: ["ES2022", "DOM"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true
}

const resolutions = {
  node16: { module: "Node16", moduleResolution: "Node16" },
  bundler: { module: "ESNext", moduleResolution: "Bundler" },
  // Where a CommonJS file may require a module: what `module: node16` of these compilers does not know yet.
  nodenext: { module: "NodeNext", moduleResolution: "NodeNext" }
}

/** Writes a folder of programs to be checked, in the kind of file that a resolution is about. */
const write = (folder, resolution, names) => {
  const inner = join(folder, "types", resolution)
  mkdirSync(inner, { recursive: true })
  const imports = names.map((name, i) => `import * as M${i} from ${JSON.stringify(name)}`).join("\n")
  const used = `export const all = [${names.map((_, i) => `M${i}`).join(", ")}]`
  const isCommonJs = resolution === "nodenext"
  writeFileSync(join(inner, isCommonJs ? "modules.cts" : "modules.ts"), `${imports}\n${used}\n`)
  if (!isCommonJs) {
    for (const program of readdirSync(sources)) copyFileSync(join(sources, program), join(inner, program))
  }
  writeFileSync(
    join(inner, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...base, ...resolutions[resolution] }, include: ["."] }, undefined, 2)
  )
  return inner
}

const checked = (name, runtime) => ({
  name,
  runtime,
  what: `${Object.keys(resolutions).join(", ")} (from CommonJS): the programs and every module, \`skipLibCheck: false\``,
  run: async ({ libraries, project }) => {
    const [folder, { program, version }] = await Promise.all([project("node"), tool(name)])
    const names = modules(join(folder, "node_modules"), libraries)
    for (const resolution of Object.keys(resolutions)) {
      const inner = write(join(folder, name), resolution, names)
      await run(process.execPath, [program, "-p", inner], { cwd: inner, seconds: 120 })
    }
    return version
  }
})

export const typescripts = [
  checked("typescript-7", "TypeScript 7"),
  checked("typescript-5.9", "TypeScript 5.9")
]
