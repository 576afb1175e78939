// A browser: the program in a page, in Chromium. W&B's servers and the emulator answer no page of another origin, so
// the page's own server passes on what is for W&B, as an application's does.
import { createServer, request } from "node:http"
import { mkdirSync, readFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { bundle } from "../bundle.mjs"
import { Failed, run, start } from "../command.mjs"
import { told } from "../expected.mjs"

const names = ["chromium", "chromium-browser", "google-chrome"]

/** The browser that `CHROMIUM_PATH` names, else the first on the `PATH` that tells its version. */
const locate = async () => {
  const folders = (process.env.PATH ?? "").split(delimiter)
  const candidates = process.env.CHROMIUM_PATH
    ? [process.env.CHROMIUM_PATH]
    : names.flatMap((name) => folders.map((folder) => join(folder, name)))
  for (const path of candidates) {
    const told = await run(path, ["--version"], { seconds: 20 }).catch(() => "")
    const [, version] = /^(?:Chromium|Google Chrome) ([\d.]+)/m.exec(told) ?? []
    if (version !== undefined) return { path, version }
  }
  throw new Failed(
    `there is no Chromium that runs at ${process.env.CHROMIUM_PATH ?? `the PATH (${names.join(", ")})`}: install one, or name it in CHROMIUM_PATH`
  )
}

const bodyOf = async (incoming) => Buffer.concat(await incoming.toArray())

/** Serves the page and its bundle, passes on what is for W&B, and gives what the page has to say. */
const site = (script, { apiKey, url }) => {
  let hear
  const heard = new Promise((resolve) => (hear = resolve))
  const page = `<!doctype html><meta charset="utf-8"><title>story</title><link rel="icon" href="data:,"><body data-api-key="${apiKey}"><script type="module" src="/page.js"></script>`
  const server = createServer(async (incoming, outgoing) => {
    switch (incoming.url) {
      case "/":
        return outgoing.writeHead(200, { "content-type": "text/html" }).end(page)
      case "/page.js":
        return outgoing.writeHead(200, { "content-type": "text/javascript" }).end(script)
      case "/said":
        hear(String(await bodyOf(incoming)))
        return outgoing.writeHead(204).end()
    }
    const { host: _, origin: __, ...headers } = incoming.headers
    const passed = request(new URL(incoming.url, url), { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on("error", () => outgoing.writeHead(502).end())
    incoming.pipe(passed)
  })
  return new Promise((resolve, reject) => {
    server.on("error", reject)
    server.listen(0, "127.0.0.1", () =>
      resolve({
        address: `http://127.0.0.1:${server.address().port}/`,
        heard,
        stop: () => {
          server.close()
          server.closeAllConnections()
        }
      })
    )
  })
}

const within = (seconds, promise, told) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Failed(told())), seconds * 1000).unref())
  ])

export const browser = {
  name: "browser",
  runtime: "Chromium",
  what: "the program in a page, bundled, over `fetch` to the page's own origin",
  run: async ({ project, scratch, server }) => {
    const [folder, { path, version }] = await Promise.all([project("web"), locate()])
    const script = readFileSync(await bundle(folder, "page.js", ["browser"]))
    const { address, heard, stop } = await site(script, await server())
    const profile = join(scratch, "chromium")
    mkdirSync(profile, { recursive: true })
    const started = start(
      path,
      [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking"
      ].concat(
        "--disable-component-update",
        "--disable-dev-shm-usage",
        `--user-data-dir=${profile}`,
        address
      ),
      { env: { HOME: profile } }
    )
    try {
      const text = await within(
        30,
        heard,
        () => `the page said nothing within 30 s\n${started.output().slice(-2000)}`
      )
      told(text, new RegExp(`Chrome/${version.split(".")[0]}\\.`))
    } finally {
      started.stop()
      stop()
      await started.ended
    }
    return version
  }
}
