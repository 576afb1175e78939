// A W&B in memory on a real socket: the command of the packed emulator, as a process.
import { join } from "node:path"
import { said, start } from "./command.mjs"

/** Starts the emulator of a project on a Node, and gives where it listens and the key of its admin. */
export const emulator = async (project, node = process.execPath) => {
  const started = start(node, [join(project, "node_modules", ".bin", "wandb-emulator"), "--port", "0"], {
    cwd: project
  })
  const [, url, apiKey] = await said(started, /listening on (\S+)\nadmin key: (\S+)\n/, 20)
  return { url, apiKey, stop: started.stop, env: { WANDB_BASE_URL: url, WANDB_API_KEY: apiKey } }
}
