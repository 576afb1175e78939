// Bun and Deno: the program over `fetch`, in a project that has nothing of Node's.
import { join } from "node:path"
import { Failed, run } from "../command.mjs"
import { exactly, told } from "../expected.mjs"
import { tool } from "../tools.mjs"

const what = "the program over `fetch`"

/** Installs what the package.json of a folder asks for as a user of Bun does: scripts of dependencies do not run. */
export const bunInstall = async (folder) => {
  const { program } = await tool("bun")
  try {
    await run(program, ["install", "--ignore-scripts", "--no-progress"], {
      cwd: folder,
      env: { BUN_INSTALL_CACHE_DIR: join(folder, ".bun-cache"), DO_NOT_TRACK: "1" }
    })
  } catch (error) {
    throw new Failed(`bun could not install from the npm registry, which is needed: ${error.message}`)
  }
}

export const bun = {
  name: "bun",
  runtime: "Bun",
  what: `installed by Bun; ${what}`,
  run: async ({ project, server }) => {
    const [folder, { program, version }] = await Promise.all([project("bun"), tool("bun")])
    const env = { ...(await server()).env, DO_NOT_TRACK: "1" }
    told(await run(program, ["run", "fetch.js"], { cwd: folder, env }), exactly(`Bun/${version}`))
    return version
  }
}

export const deno = {
  name: "deno",
  runtime: "Deno",
  what: `${what}, allowed the emulator's address and its own variables`,
  run: async ({ project, scratch, server }) => {
    const [folder, { program, version }] = await Promise.all([project("web"), tool("deno")])
    const { env, url } = await server()
    const allowed = [`--allow-net=${new URL(url).host}`, "--allow-env"]
    const out = await run(
      program,
      ["run", "--no-remote", "--cached-only", "--node-modules-dir=manual", ...allowed, "fetch.js"],
      { cwd: folder, env: { ...env, DENO_DIR: join(scratch, "deno"), DENO_NO_UPDATE_CHECK: "1" } }
    )
    told(out, exactly(`Deno/${version}`))
    return version
  }
}
