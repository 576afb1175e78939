// Draws the diagrams of the documents: `npm run diagrams` leaves them in docs/images. With --check nothing is written,
// and one that is not what it would be drawn as now is an error.
import { readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { architecture } from "./architecture.mjs"
import { rotation } from "./rotation.mjs"

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const isCheck = process.argv.includes("--check")

for (const [name, draw] of Object.entries({ architecture, rotation })) {
  const file = join(root, "docs", "images", `${name}.svg`)
  const picture = draw(root)
  if (!isCheck) writeFileSync(file, picture)
  else if (readFileSync(file, "utf8") !== picture) {
    console.error(`docs/images/${name}.svg is not up to date: npm run diagrams`)
    process.exitCode = 1
  }
}
