// Installs the dependencies with the pinned pnpm, and does nothing when they are already what the lockfile says.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampFile = join(root, "node_modules", ".setup-stamp")
const read = (file) => readFileSync(join(root, file), "utf8")

const giveUp = (message) => {
  console.error(message)
  process.exit(1)
}

const { engines, packageManager } = JSON.parse(read("package.json"))
const [needsMajor, needsMinor] = engines.node.replace(">=", "").split(".").map(Number)
const [major, minor] = process.versions.node.split(".").map(Number)
if (major < needsMajor || (major === needsMajor && minor < needsMinor)) {
  giveUp(
    `Node ${engines.node} is needed, and this is ${process.version}: install a newer one from https://nodejs.org.`
  )
}

const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}`)
const folders = [".", "examples", "benchmarks", "site", ...packages].filter((folder) =>
  existsSync(join(root, folder, "package.json"))
)

/** What an installation depends on: the Node version, the lockfile, and what the manifests ask for. */
const fingerprint = () => {
  const hash = createHash("sha256").update(process.version).update(packageManager)
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) hash.update(read(file))
  for (const folder of folders) {
    const { name, bin, dependencies, devDependencies, peerDependencies, optionalDependencies } = JSON.parse(
      read(join(folder, "package.json"))
    )
    const asked = { name, bin, dependencies, devDependencies, peerDependencies, optionalDependencies }
    hash.update(folder).update(JSON.stringify(asked))
  }
  return hash.digest("hex")
}

const stamp = fingerprint()
const isInstalled =
  folders.every((folder) => existsSync(join(root, folder, "node_modules"))) &&
  existsSync(stampFile) &&
  readFileSync(stampFile, "utf8") === stamp

if (!isInstalled) {
  console.error(`Installing dependencies with ${packageManager} …`)
  const { error, status, stdout, stderr } = spawnSync(
    "npx",
    ["--yes", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"],
    {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === "win32",
      // CI keeps pnpm from asking; short pauses between retries let an offline machine know soon.
      env: {
        npm_config_fetch_retry_mintimeout: "1000",
        npm_config_fetch_retry_maxtimeout: "4000",
        ...process.env,
        CI: "true"
      }
    }
  )
  if (status !== 0) {
    const said = error === undefined ? `${stdout}${stderr}`.trim() : String(error)
    giveUp(
      `${said}\n\nThe installation failed, and nothing was run. It needs npx (it comes with npm) and the npm registry: ` +
        "check the connection and the messages above, then try again."
    )
  }
  writeFileSync(stampFile, stamp)
}
