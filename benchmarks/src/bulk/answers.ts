import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { connection, user } from "../wireUser.js"

// A bare server that knows every user, so that what is measured is the client: a process of its own, whose CPU is not
// counted. Its base URL says how long it waits: `http://127.0.0.1:<port>/100` answers after 100 ms.

interface Body {
  readonly variables: { readonly username?: string; readonly usernames?: ReadonlyArray<string> }
}

const dataFor = ({ variables: { username, usernames } }: Body): object =>
  usernames === undefined
    ? { user: user(username ?? "") }
    : { users: connection(usernames.map((name) => ({ node: user(name) }))) }

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

let requests = 0

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const text = await textOf(request)
  if (request.method === "GET") {
    response.end(String(requests))
    return
  }
  requests += 1
  const body = JSON.stringify({ data: dataFor(JSON.parse(text) as Body) })
  const delay = Number(/^\/(\d+)\//.exec(request.url ?? "")?.[1] ?? 0)
  if (delay > 0) await setTimeout(delay)
  response.setHeader("content-type", "application/json").end(body)
}

const server = createServer((request, response) => void answer(request, response))

server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port))
