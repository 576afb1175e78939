import { connect } from "node:net"

// A client that is as cheap as can be, so that the server is what is measured: the same bytes again and again on
// connections that are kept, and of an answer no more than its length.

const body = JSON.stringify({
  query: "query GetViewer { viewer { id username email admin } }",
  variables: {},
  operationName: "GetViewer"
})

const requestTo = ({ apiKey, url }) =>
  Buffer.from(
    [
      "POST /graphql HTTP/1.1",
      `host: ${new URL(url).host}`,
      "content-type: application/json",
      `authorization: Basic ${Buffer.from(`api:${apiKey}`).toString("base64")}`,
      `content-length: ${body.length}`,
      "",
      body
    ].join("\r\n")
  )

const isWhole = (bytes) => {
  const end = bytes.indexOf("\r\n\r\n")
  const length = /content-length: (\d+)/i.exec(bytes)?.[1]
  return end >= 0 && bytes.length >= end + 4 + Number(length)
}

/** Asks on one connection until a moment, and gives how many answers came. */
const ask = (socket, request, until) =>
  new Promise((resolve, reject) => {
    let answers = 0
    let bytes = ""
    socket.on("error", reject)
    socket.on("data", (chunk) => {
      bytes += chunk.toString("latin1")
      if (!isWhole(bytes)) return
      if (!bytes.startsWith("HTTP/1.1 200") || !bytes.includes('"username":"admin"')) reject(new Error(bytes))
      bytes = ""
      answers++
      if (performance.now() < until) socket.write(request)
      else resolve(answers)
    })
    socket.write(request)
  })

/** Asks a server for so many milliseconds, on as many connections, and gives how many answers came in a second. */
export const load = async (server, concurrency, millis) => {
  const { hostname, port } = new URL(server.url)
  const request = requestTo(server)
  // Anew each time: a server closes connections on which nothing comes for some seconds.
  const sockets = Array.from({ length: concurrency }, () =>
    connect({ host: hostname, port: Number(port), noDelay: true })
  )
  const start = performance.now()
  const answers = await Promise.all(sockets.map((socket) => ask(socket, request, start + millis)))
  const perSecond = (answers.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - start)
  for (const socket of sockets) socket.destroy()
  return perSecond
}
