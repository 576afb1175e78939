import { connect, type Socket } from "node:net"

// A client that is as cheap as can be, so that the server is what is measured: the same bytes again and again on
// connections that are kept, and of an answer no more than its length.

export interface Server {
  readonly url: string
  readonly apiKey: string
}

const body = JSON.stringify({
  query: "query GetViewer { viewer { id username email admin } }",
  variables: {},
  operationName: "GetViewer"
})

const requestTo = ({ apiKey, url }: Server): Buffer =>
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

const answered = (bytes: string): boolean => {
  const end = bytes.indexOf("\r\n\r\n")
  const length = /content-length: (\d+)/i.exec(bytes)?.[1]
  return end >= 0 && bytes.length >= end + 4 + Number(length)
}

/** Asks on one connection until a moment, and gives how many answers came. */
const ask = (socket: Socket, request: Buffer, until: number): Promise<number> =>
  new Promise((resolve, reject) => {
    let answers = 0
    let bytes = ""
    const onData = (chunk: Buffer) => {
      bytes += chunk.toString("latin1")
      if (!answered(bytes)) return
      if (!bytes.startsWith("HTTP/1.1 200") || !bytes.includes('"username":"admin"')) reject(new Error(bytes))
      bytes = ""
      answers++
      if (performance.now() < until) socket.write(request)
      else {
        socket.off("data", onData)
        resolve(answers)
      }
    }
    socket.on("data", onData)
    socket.write(request)
  })

export interface Load {
  /** Asks for so many milliseconds, and gives how many answers came in a second. */
  readonly run: (millis: number) => Promise<number>
  readonly close: () => void
}

export const load = (server: Server, concurrency: number): Load => {
  const { hostname, port } = new URL(server.url)
  const request = requestTo(server)
  const sockets = Array.from({ length: concurrency }, () =>
    connect({ host: hostname, port: Number(port), noDelay: true })
  )
  return {
    run: async (millis) => {
      const start = performance.now()
      const answers = await Promise.all(sockets.map((socket) => ask(socket, request, start + millis)))
      return (answers.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - start)
    },
    close: () => sockets.forEach((socket) => socket.destroy())
  }
}
