// Bundles programs of this repository from their sources, for tests that start them many times:
// `node scripts/bundle.mjs <folder> examples/src/quickstart.ts` leaves <folder>/examples/src/quickstart.mjs.
import { build } from "esbuild"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [outdir, ...entryPoints] = process.argv.slice(2)

await build({
  absWorkingDir: root,
  entryPoints,
  outdir,
  outbase: root,
  bundle: true,
  // What several of them need is read and written once.
  splitting: true,
  platform: "node",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  conditions: ["@effect-wandb/source"],
  // Undici is CommonJS, and requires what Node brings along.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url)'
  },
  logLevel: "error"
})
