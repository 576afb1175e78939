// What a package asks for, and what comes along with it.
import { existsSync, readFileSync, realpathSync } from "node:fs"
import { dirname, join } from "node:path"

/** What a program has once, whoever asks for it: always a peer, and in this range. */
const peers = { effect: "^3.22.0", "@effect/platform": "^0.97.0", "@effect/platform-node": "^0.108.0" }

/**
 * What runs a script when it is installed, and comes with Effect itself: optional natives, of which Effect does without
 * the first where npm cannot build it, and has a prebuilt second.
 */
const scriptsOfPeers = new Set(["msgpackr-extract", "@parcel/watcher"])

const installScripts = ["preinstall", "install", "postinstall"]

const readManifest = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

/** Where a package finds another one, as Node looks for it; nowhere, where an optional one was not installed. */
const resolveFrom = (folder, name) => {
  const place = join(folder, "node_modules", name)
  if (existsSync(join(place, "package.json"))) return realpathSync(place)
  return dirname(folder) === folder ? undefined : resolveFrom(dirname(folder), name)
}

/** Walks everything that is installed with a package in production, and gives the manifest of each by its name. */
const closureOf = (folder, names, seen = new Map()) => {
  for (const name of names) {
    const found = resolveFrom(folder, name)
    if (found === undefined || seen.has(found)) continue
    const manifest = readManifest(found)
    seen.set(found, manifest)
    const { dependencies, optionalDependencies, peerDependencies } = manifest
    closureOf(found, Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }), seen)
  }
  return seen
}

/** Whether npm runs anything of a package when it is installed: a `binding.gyp` is built without being asked. */
const runsOnInstall = (folder, { scripts = {} }) =>
  installScripts.some((name) => name in scripts) || existsSync(join(folder, "binding.gyp"))

const runsScripts = ({ folder, manifest }) => {
  const offenders = (names) =>
    [...closureOf(folder, names)]
      .filter(([place, found]) => runsOnInstall(place, found))
      .map(([, { name }]) => name)
  const own = offenders(
    Object.keys(manifest.dependencies ?? {}).filter((name) => !name.startsWith("@effect-wandb/"))
  )
  const withPeers = offenders(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }))
  return [...new Set([...own, ...withPeers.filter((name) => !scriptsOfPeers.has(name))])].map(
    (name) => `brings ${name}, which runs a script when it is installed`
  )
}

const wrongDependencies = ({ manifest, source }, versions) =>
  Object.entries(manifest.dependencies ?? {}).flatMap(([name, range]) => {
    if (name === "effect" || name.startsWith("@effect/"))
      return [`depends on ${name}, which has to be a peer`]
    const version = versions.get(name)
    if (version !== undefined) {
      return [
        ...(source.dependencies[name] === "workspace:^"
          ? []
          : [`depends on ${name} otherwise than as workspace:^`]),
        ...(range === `^${version}` ? [] : [`depends on ${name}@${range} where ^${version} is its version`])
      ]
    }
    return /^\^\d+\.\d+\.\d+$/.test(range)
      ? []
      : [`depends on ${name}@${range}: a range such as ^1.2.3 fits with others`]
  })

const wrongPeers = ({ manifest }) =>
  Object.entries(manifest.peerDependencies ?? {})
    .filter(([name, range]) => peers[name] !== range)
    .map(([name, range]) => `has the peer ${name}@${range} where ${peers[name] ?? "none"} is expected`)

/** Peers are not handed on: what a sibling needs of them, who depends on the sibling names too. */
const lackingPeers = ({ manifest }, manifests) =>
  Object.keys(manifest.dependencies ?? {}).flatMap((name) =>
    Object.keys(manifests.get(name)?.peerDependencies ?? {})
      .filter((peer) => manifest.peerDependencies?.[peer] === undefined)
      .map((peer) => `depends on ${name}, and lacks its peer ${peer}`)
  )

const required = [
  "name",
  "version",
  "license",
  "description",
  "keywords",
  "homepage",
  "repository",
  "engines",
  "exports"
]

const lackingFields = ({ manifest, name }) => [
  ...required.filter((field) => manifest[field] === undefined).map((field) => `has no ${field}`),
  ...(manifest.license === "MIT" ? [] : [`is licensed under ${manifest.license}`]),
  ...(manifest.publishConfig?.access === "public" ? [] : ["would not be published for everybody"]),
  ...(manifest.repository?.directory === `packages/${name.split("/")[1]}`
    ? []
    : ["names another folder as its own"]),
  ...(Object.keys(manifest.scripts ?? {}).some((script) => [...installScripts, "prepare"].includes(script))
    ? ["runs a script when it is installed"]
    : [])
]

export const manifestProblems = (packed, packages) => {
  const manifests = new Map(packages.map(({ manifest, name }) => [name, manifest]))
  const versions = new Map(packages.map(({ manifest, name }) => [name, manifest.version]))
  return [
    ...lackingFields(packed),
    ...wrongDependencies(packed, versions),
    ...wrongPeers(packed),
    ...lackingPeers(packed, manifests),
    ...runsScripts(packed)
  ]
}
