// A Worker: the program in one bundle, in workerd, told at a request.
import { writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { bundle } from "../bundle.mjs"
import { Failed, said, start } from "../command.mjs"
import { told } from "../expected.mjs"
import { tool } from "../tools.mjs"
import { compatibilityDate } from "../versions.mjs"

/** Loopback is no part of the internet for workerd: a Worker reaches there only where it is allowed to. */
const config = ({ WANDB_API_KEY, WANDB_BASE_URL }) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${compatibilityDate}",
  bindings = [
    (name = "WANDB_BASE_URL", text = "${WANDB_BASE_URL}"),
    (name = "WANDB_API_KEY", text = "${WANDB_API_KEY}")
  ]
);
`

export const workerd = {
  name: "workerd",
  runtime: "Cloudflare Workers (workerd)",
  what: "the program in a bundle, over `fetch`, without Node's modules",
  run: async ({ project, server }) => {
    const [folder, { program, version }] = await Promise.all([project("web"), tool("workerd")])
    const inner = dirname(await bundle(folder, "worker.js", ["workerd", "worker", "browser"]))
    writeFileSync(join(inner, "workerd.capnp"), config((await server()).env), { mode: 0o600 })
    const started = start(program, ["serve", "--control-fd=3", "workerd.capnp"], {
      cwd: inner,
      stdio: ["ignore", "pipe", "pipe", "pipe"]
    })
    try {
      const [, port] = await said(started, /"event":"listen","socket":"http","port":(\d+)/, 20)
      const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(20_000) })
      const text = await answer.text()
      if (!answer.ok) throw new Failed(`the Worker answered ${answer.status}: ${text}\n${started.output()}`)
      told(text, /^Cloudflare-Workers$/)
    } finally {
      started.stop()
    }
    return version
  }
}
