// Packs every public package as it would be published, and lays the tarballs out as if they were installed.
import { spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, realpathSync, symlinkSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { manifestOf, packing, publicPackages, tarballOf } from "./public.mjs"

/** Runs a program to its end, and gives what it wrote; what went wrong is an error that says so. */
const run = (command, args, cwd) => {
  const { error, status, stderr, stdout } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === "win32"
  })
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error ?? stdout + stderr}`)
  return stdout
}

/** The files below a folder, as paths from it. */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .toSorted()

/** Links a package into a folder under its name. */
const link = (target, modules, name) => {
  const place = join(modules, name)
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(target, place, "junction")
}

/**
 * Packs the public packages of a workspace into a folder. Each is then unpacked with what it declares beside it and
 * nothing else, so that what a package uses without declaring it is not found; `project` has all of them and nothing else.
 */
export const packAll = (root, scratch) => {
  const tarballs = join(scratch, "tarballs")
  run("npx", packing(root, tarballs), root)

  const project = join(scratch, "project")
  const packages = publicPackages(root).map(({ home, manifest: source }) => {
    const tarball = join(tarballs, tarballOf(source))
    const folder = join(scratch, "store", source.name)
    mkdirSync(folder, { recursive: true })
    run("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"], root)
    const files = filesBelow(folder)
    return {
      name: source.name,
      home,
      source,
      tarball,
      folder,
      files,
      manifest: manifestOf(folder)
    }
  })

  const ofWorkspace = new Map(packages.map(({ folder, name }) => [name, folder]))
  for (const { folder, home, manifest, name } of packages) {
    link(folder, join(project, "node_modules"), name)
    for (const needed of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      const target = ofWorkspace.get(needed) ?? realpathSync(join(home, "node_modules", needed))
      link(target, join(folder, "node_modules"), needed)
    }
  }
  return { packages, project }
}

/** The public modules of a package: `.`, and one subpath for each file in PascalCase. */
export const modulesOf = ({ files, manifest }) =>
  manifest.exports["."] === undefined
    ? []
    : [
        ".",
        ...files
          .flatMap((file) => /^dist\/([A-Z]\w*)\.js$/.exec(file)?.slice(1) ?? [])
          .map((name) => `./${name}`)
      ]
