// The command line: its tarball through npx, in an empty folder and with an npm that has nothing.
import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { Failed, run } from "../command.mjs"

/** The packages that npx has installed in a cache of its own. */
const installed = (cache) => {
  const modules = readdirSync(join(cache, "_npx")).map((folder) =>
    join(cache, "_npx", folder, "node_modules")
  )
  return modules.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .flatMap((name) =>
        name.startsWith("@") ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name]
      )
  )
}

export const cli = {
  name: "cli",
  runtime: "npx @effect-wandb/cli",
  what: "`whoami` against the emulator; nothing else is installed",
  run: async ({ scratch, server, tarballs }) => {
    const empty = join(scratch, "cli")
    const cache = join(scratch, "cli-npm")
    mkdirSync(empty, { recursive: true })
    const { env } = await server()
    const npx = (...args) =>
      run(
        "npx",
        ["--yes", "--offline", "--ignore-scripts", "--package", tarballs["@effect-wandb/cli"]].concat(
          "--",
          "effect-wandb",
          ...args
        ),
        {
          cwd: empty,
          env: { ...env, HOME: empty, npm_config_cache: cache, npm_config_update_notifier: "false" }
        }
      )
    const { username } = JSON.parse(await npx("whoami", "--output", "json"))
    if (username !== "admin") throw new Failed(`whoami told ${JSON.stringify(username)} and not "admin"`)
    const packages = installed(cache).join(", ")
    if (packages !== "@effect-wandb/cli") throw new Failed(`npx installed ${packages}`)
    return (await npx("--version")).trim()
  }
}
