// Bundles the command line into one program that needs nothing installed beside it:
// `node scripts/bundle-cli.mjs [folder]` leaves effect-wandb.mjs, the parts that it loads when they are needed, and the
// licences of everything that is in them; the folder is packages/cli/dist unless it is given.
import { build } from "esbuild"
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const outdir = resolve(process.argv[2] ?? join(root, "packages/cli/dist"))

rmSync(outdir, { recursive: true, force: true })
mkdirSync(outdir, { recursive: true })

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { "effect-wandb": "packages/cli/src/bin.ts" },
  outdir,
  chunkNames: "parts/[name]-[hash]",
  bundle: true,
  // Each group of commands is a part of its own, so that a command loads what it needs.
  splitting: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  conditions: ["@effect-wandb/source"],

  minify: true,
  legalComments: "none",
  // Undici is CommonJS, and requires what Node brings along.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url)'
  },
  metafile: true,
  logLevel: "error"
})
chmodSync(join(outdir, "effect-wandb.mjs"), 0o755)

/** The folder of the package that a file belongs to: the last below a node_modules. */
const packageOf = (file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]

const folders = new Set(Object.keys(metafile.inputs).map(packageOf).filter(Boolean))

const notices = [...folders]
  .map((folder) => {
    const { license, name, version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))
    const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e(?:\.|$)/i.test(name))
    const text = file === undefined ? undefined : readFileSync(join(root, folder, file), "utf8").trim()
    if (text === undefined && license === undefined) throw new Error(`${name} has no licence`)
    return `${name}@${version} (${license})\n\n${text ?? `Licensed under ${license}.`}\n`
  })
  .toSorted()

writeFileSync(
  join(outdir, "THIRD_PARTY_LICENSES.txt"),
  `This program contains the following packages.\n\n${notices.join(`\n${"-".repeat(80)}\n\n`)}`
)
if (!existsSync(join(outdir, "effect-wandb.mjs"))) throw new Error("there is no effect-wandb.mjs")
