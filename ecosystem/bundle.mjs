// Bundles a program of a project for a runtime that loads one file.
import { build } from "esbuild"
import { join } from "node:path"

/** Fails when something of Node is wanted: there is nothing to resolve it to. */
export const bundle = async (folder, program, conditions) => {
  const outfile = join(folder, "bundles", program)
  await build({
    absWorkingDir: folder,
    entryPoints: [program],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions,
    logLevel: "silent"
  })
  return outfile
}
