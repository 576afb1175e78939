// Runs Effect's own diagnostics over every project that tsconfig.json refers to, in one process; a warning fails.
import { spawnSync } from "node:child_process"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cli = join(root, "node_modules", "@effect", "language-service", "cli.js")
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [cli, "diagnostics", "--project", join(root, "tsconfig.json"), "--strict", "--format", "text"],
  { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }
)

const checked = Number(/Checked (\d+) files/.exec(stdout)?.[1] ?? 0)
if (status !== 0 || checked === 0) {
  console.error(stdout.replaceAll("\n\n", "\n") + stderr)
  if (checked === 0)
    console.error("Effect's diagnostics checked no file: does tsconfig.json still refer to the packages?")
  process.exit(1)
}
