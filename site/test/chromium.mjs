import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"

const named = (name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name))

/** What bears the name may be a note on how to get a browser: it has to tell its version. */
const runs = (path) =>
  existsSync(path) &&
  /^(?:Chromium|Google Chrome) \d/m.test(spawnSync(path, ["--version"], { encoding: "utf8" }).stdout)

/** The path of a Chromium that runs: of `CHROMIUM_PATH` and no other where that is set, else on the `PATH`. */
export const locate = () => {
  const { CHROMIUM_PATH } = process.env
  const candidates = CHROMIUM_PATH
    ? [CHROMIUM_PATH]
    : ["chromium", "chromium-browser", "google-chrome"].flatMap(named)
  return candidates.find(runs)
}
