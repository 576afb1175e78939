// Builds the site, and serves it on loopback unless told `--build`: `npm run docs`, `npm run docs:build`.
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "vitepress"
import { writePages } from "./pages.mjs"
import { serve } from "./serve.mjs"

const site = dirname(fileURLToPath(import.meta.url))

writePages()
await build(site)
if (!process.argv.includes("--build")) {
  const { url } = await serve(join(site, "dist"), 4173)
  process.stdout.write(`The documentation is at ${url}\n`)
}
