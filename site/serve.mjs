// Serves a folder of files on loopback.
import { createReadStream, existsSync, statSync } from "node:fs"
import { createServer } from "node:http"
import { extname, join } from "node:path"

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml"
}

/** `undefined` where there is no such file, or the address is none. No name here needs to be decoded. */
const fileOf = (folder, url) => {
  if (!URL.canParse(url, "http://localhost")) return undefined
  // A URL's path has no dots left that would lead out of the folder.
  const path = join(folder, new URL(url, "http://localhost").pathname)
  return [path, `${path}.html`, join(path, "index.html")].find(
    (file) => existsSync(file) && statSync(file).isFile()
  )
}

/** Gives the address once it is served, on the port or, where that is taken, on a free one. */
export const serve = (folder, port) =>
  new Promise((resolve, reject) => {
    const server = createServer(({ url }, response) => {
      const file = fileOf(folder, url)
      const found = file ?? join(folder, "404.html")
      response.writeHead(file === undefined ? 404 : 200, {
        "Content-Type": types[extname(found)] ?? "application/octet-stream"
      })
      createReadStream(found).pipe(response)
    })
    server.on("error", (error) => {
      if (error.code === "EADDRINUSE") server.listen(0, "127.0.0.1")
      else reject(error)
    })
    server.listen(port, "127.0.0.1")
    server.on("listening", () =>
      resolve({ url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() })
    )
  })
