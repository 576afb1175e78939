import { buildSchema, executeSync, parse, validate } from "graphql"
import { createServer } from "node:http"

// The least that a GraphQL server can be: node:http, graphql, and documents that are remembered. It asks for no
// credentials and has one user.

const schema = buildSchema(`
  type Query { viewer: User }
  type User { id: ID! username: String email: String admin: Boolean }
`)

const rootValue = {
  viewer: () => ({ id: "VXNlcjox", username: "admin", email: "admin@example.com", admin: true })
}

const documents = new Map()

const documentOf = (source) => {
  const known = documents.get(source)
  if (known !== undefined) return known
  const document = parse(source)
  const [error] = validate(schema, document)
  if (error !== undefined) throw error
  documents.set(source, document)
  return document
}

const answer = (body) => {
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
  const chunks = []
  request.on("data", (chunk) => chunks.push(chunk))
  request.on("end", () => {
    const result = answer(Buffer.concat(chunks).toString())
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify(result))
  })
})

export const startBare = () =>
  new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({ url: `http://127.0.0.1:${server.address().port}`, apiKey: "" })
    )
  )
