// Puts the modules of packages/client/dist/internal into few files: a program loads them all, and opening 74 files took
// longer than all that is in them. The public modules stay apart, each with what it alone needs in itself. The
// packages beside it are left as they are: of core a program may need but a part.
import { build } from "esbuild"
import { readdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, "packages", "client", "dist")
const scripts = (folder, options) =>
  readdirSync(folder, options)
    .filter((file) => file.endsWith(".js"))
    .map((file) => join(folder, file))

const { outputFiles } = await build({
  entryPoints: scripts(dist),
  outdir: dist,
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "neutral",
  format: "esm",
  target: "es2022",
  chunkNames: "internal/[hash]",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
  write: false
})

for (const file of scripts(join(dist, "internal"), { recursive: true })) {
  rmSync(file)
  rmSync(`${file}.map`)
}
for (const { path, text } of outputFiles) {
  // That a file is loaded first, where nothing of it is used: no module here does anything when it is loaded.
  writeFileSync(path, path.endsWith(".js") ? text.replaceAll(/^import "\.\/[^"]*";$/gm, "") : text)
}
// The compiler knows nothing of it, and would write only what has changed beside it.
rmSync(join(root, "node_modules", ".cache", "tsc", "client.src.tsbuildinfo"))
