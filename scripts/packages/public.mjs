// Which packages are published, and how each is packed.
import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"

/** What a folder's package.json says. */
export const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

/** The packages that are published: the folder of each, and its manifest. */
export const publicPackages = (root) =>
  readdirSync(join(root, "packages"))
    .map((name) => join(root, "packages", name))
    .map((home) => ({ home, manifest: manifestOf(home) }))
    .filter(({ manifest }) => manifest.private !== true)

/** The arguments by which npx packs all of them into a folder, with the pnpm that the repository pins. */
export const packing = (root, folder) => [
  "--yes",
  manifestOf(root).packageManager,
  "--recursive",
  "--filter",
  "./packages/*",
  "pack",
  "--pack-destination",
  folder
]

/** The file into which a package is packed. */
export const tarballOf = ({ name, version }) => `${name.replace("@", "").replace("/", "-")}-${version}.tgz`
