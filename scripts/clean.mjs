// Removes what builds and checks leave behind; the dependencies stay.
import { readdirSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const leftovers = [
  ...readdirSync(join(root, "packages")).map((name) => join("packages", name, "dist")),
  join("examples", "dist"),
  "coverage",
  join("node_modules", ".cache"),
  join("node_modules", ".vite")
]
for (const leftover of leftovers) rmSync(join(root, leftover), { recursive: true, force: true })
