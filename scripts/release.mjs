// What a release is made of, as docs/releasing.md tells:
//   node scripts/release.mjs version   takes the changesets into versions and changelogs
//   node scripts/release.mjs due       prints due=true when a version stands here that npm does not have
//   node scripts/release.mjs publish   builds, and publishes what npm does not have
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { manifestOf, publicPackages } from "./packages/public.mjs"

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const giveUp = (message) => {
  console.error(message)
  process.exit(1)
}

const run = (command, args) => {
  const { error, status } = spawnSync(command, args, { cwd: root, stdio: "inherit" })
  if (status !== 0)
    giveUp(`${command} ${args.join(" ")} failed${error === undefined ? "" : `: ${error.message}`}`)
}

const packages = publicPackages(root).map(({ home }) => home)

/** Whether npm has this very version; that it cannot be asked is no answer. */
const isPublished = ({ name, version }) => {
  const asked = spawnSync("npm", ["view", `${name}@${version}`, "version", "--json"], { encoding: "utf8" })
  if (asked.status === 0) return asked.stdout.trim() !== ""
  if (/\bE404\b/.test(asked.stdout + asked.stderr)) return false
  return giveUp(`npm cannot be asked for ${name}@${version}: ${asked.stderr.trim()}`)
}

/** A library tells its own version from a constant, which a test holds against the package.json. */
const writeVersion = (folder) => {
  const file = join(folder, "src", "internal", "version.ts")
  if (!existsSync(file)) return
  const { version } = manifestOf(folder)
  const text = readFileSync(file, "utf8").replace(/^(export const version =) ".*"$/m, `$1 "${version}"`)
  if (!text.includes(`"${version}"`)) giveUp(`there is no version to replace in ${file}`)
  writeFileSync(file, text)
}

const verbs = {
  version: () => {
    run("npx", ["--no-install", "changeset", "version"])
    packages.forEach(writeVersion)
  },
  due: () => {
    const changesets = readdirSync(join(root, ".changeset")).filter((file) =>
      /^(?!README\b).*\.md$/.test(file)
    )
    const isDue = changesets.length === 0 && !packages.map(manifestOf).every(isPublished)
    console.log(`due=${isDue}`)
  },
  publish: () => {
    if (packages.some((folder) => manifestOf(folder).version === "0.0.0"))
      giveUp("there is no version yet: 0.0.0")
    run("npm", ["run", "build"])
    // Changesets publishes with pnpm, which writes the siblings' versions into what is published, and looks for it on
    // the PATH: that is where npx puts it.
    run("npx", ["--yes", manifestOf(root).packageManager, "exec", "changeset", "publish"])
  }
}

const verb = verbs[process.argv[2]]
if (verb === undefined) giveUp(`one of ${Object.keys(verbs).join(", ")}`)
verb()
