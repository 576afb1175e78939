// Runs Effect's own diagnostics over every file of the projects that tsconfig.json leads to; a warning fails.
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const require = createRequire(import.meta.url)
const ts = require("typescript")
// What a `tsc` with Effect's patch calls for each file. The command of the same package finds the same, but forgets
// the types of Effect and of ours whenever it comes to another fifty files, and then takes three times as long.
const { checkSourceFileWorker } = require("@effect/language-service/effect-lsp-patch-utils.js")

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const format = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => "\n"
}
const stop = (diagnostics) => {
  console.error(ts.formatDiagnostics(diagnostics, format))
  process.exit(1)
}

const projects = new Map()
const visit = (path) => {
  const file = ts.resolveProjectReferencePath({ path })
  if (projects.has(file)) return
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic) => stop([diagnostic]) }
  const project = ts.getParsedCommandLineOfConfigFile(file, undefined, host)
  if (project.errors.length > 0) stop(project.errors)
  projects.set(file, project)
  for (const reference of project.projectReferences ?? []) visit(reference.path)
}
visit(join(root, "tsconfig.json"))

// Projects that differ only in where their output goes share one program, and with it what is known of the types.
const common = {
  composite: false,
  configFilePath: join(root, "tsconfig.json"),
  incremental: false,
  noEmit: true,
  outDir: undefined,
  rootDir: undefined,
  tsBuildInfoFile: undefined
}
const programs = new Map()
for (const { fileNames, options: own } of projects.values()) {
  const options = { ...own, ...common }
  const key = JSON.stringify(options)
  const files = [...(programs.get(key)?.files ?? []), ...fileNames]
  programs.set(key, { files, options })
}

let checked = 0
const found = []
for (const { files, options } of programs.values()) {
  const program = ts.createProgram(files, options)
  for (const file of new Set(files)) {
    checkSourceFileWorker(ts, program, program.getSourceFile(file), options, (one) => found.push(one), "")
    checked += 1
  }
}

if (found.length > 0) stop(found)
if (checked === 0) {
  console.error("Effect's diagnostics checked no file: does tsconfig.json still refer to the packages?")
  process.exitCode = 1
}
