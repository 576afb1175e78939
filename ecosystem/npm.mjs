// What goes to the npm registry: installations that run no script of what they install.
import { Failed, run } from "./command.mjs"

const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline"]

/** Installs what the package.json of a folder asks for; peers that do not fit fail it. */
export const npmInstall = async (folder) => {
  try {
    await run("npm", ["install", ...quiet, "--strict-peer-deps"], {
      cwd: folder,
      inherits: true,
      seconds: 240
    })
  } catch (error) {
    throw new Failed(`npm could not install from its registry, which is needed: ${error.message}`)
  }
}
