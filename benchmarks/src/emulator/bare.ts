import { buildSchema, type DocumentNode, type ExecutionResult, executeSync, parse, validate } from "graphql"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

// The least that a GraphQL server can be: node:http, graphql, and documents that are remembered. It asks for no
// credentials and has one user.

const schema = buildSchema(`
  type Query { viewer: User }
  type User { id: ID! username: String email: String admin: Boolean }
`)

const rootValue = {
  viewer: () => ({ id: "VXNlcjox", username: "admin", email: "admin@example.com", admin: true })
}

const documents = new Map<string, DocumentNode>()

const documentOf = (source: string): DocumentNode => {
  const known = documents.get(source)
  if (known !== undefined) return known
  const document = parse(source)
  const [error] = validate(schema, document)
  if (error !== undefined) throw error
  documents.set(source, document)
  return document
}

const answer = (body: string): ExecutionResult => {
  const { operationName, query, variables } = JSON.parse(body)
  return executeSync({
    schema,
    document: documentOf(query),
    rootValue,
    variableValues: variables,
    operationName
  })
}

const server = createServer((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    const result = answer(Buffer.concat(chunks).toString())
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify(result))
  })
})

server.listen(0, "127.0.0.1", () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey: "" })
)
