import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { connection, user } from "../wireUser.js"

// A bare server with answers that were made before: what is measured is the client. A process of its own, whose CPU is
// not counted. It serves all contenders.

const generated = {
  result: { apiKey: { id: "QXBpS2V5OjE4MzA=", name: "89abcdef0123456789abcdef0123456789abcdef" } }
}

interface Request {
  readonly query: string
  readonly variables: { readonly username?: string; readonly usernames?: ReadonlyArray<string> }
}

const dataFor = ({ query, variables: { username = "", usernames } }: Request): object => {
  if (query.includes("generateApiKey")) return generated
  if (query.includes("deleteApiKey")) return { result: { success: true } }
  return usernames === undefined
    ? { user: user(username) }
    : { users: connection(usernames.map((name) => ({ node: user(name) }))) }
}

/** The answer to each text that was ever sent: there are few. */
const answers = new Map<string, Buffer>()

const answerTo = (text: string): Buffer => {
  const known = answers.get(text)
  if (known !== undefined) return known
  const made = Buffer.from(JSON.stringify({ data: dataFor(JSON.parse(text) as Request) }))
  answers.set(text, made)
  return made
}

const server = createServer((request, response) => {
  let text = ""
  request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk))
  request.on("end", () => {
    const answer = answerTo(text)
    response.writeHead(200, { "content-type": "application/json", "content-length": answer.length })
    response.end(answer)
  })
})

server.keepAliveTimeout = 600_000
// Nobody is left to stop it.
process.on("disconnect", () => process.exit())
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port))
