import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { withoutIt, withTheSdk } from "./programs.js"

const folder = fileURLToPath(new URL("../..", import.meta.url))
const esbuild = fileURLToPath(new URL("../../../node_modules/.bin/esbuild", import.meta.url))

/** How many KiB a browser loads of a program, minified and compressed. */
const sizeOf = (program: string): number => {
  const options = [
    "--bundle",
    "--minify",
    "--format=esm",
    "--platform=browser",
    "--target=es2022",
    "--loader=ts"
  ]
  const bundle = execFileSync(esbuild, options, { cwd: folder, input: program, maxBuffer: 2 ** 26 })
  return gzipSync(bundle, { level: 9 }).length / 1024
}

export const measureBundles = () => ({
  barrels: { sdk: sizeOf(withTheSdk("barrels")), bare: sizeOf(withoutIt("barrels")) },
  modules: { sdk: sizeOf(withTheSdk("modules")), bare: sizeOf(withoutIt("modules")) }
})
