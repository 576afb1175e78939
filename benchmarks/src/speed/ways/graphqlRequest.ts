import { GraphQLClient } from "graphql-request"
import { documents, headers, ofPromises } from "../way.js"

/** A GraphQL client that many use. */
export const way = (baseUrl: string) => {
  const client = new GraphQLClient(`${baseUrl}/graphql`, { headers })
  return ofPromises((name, variables) => client.request(documents[name], variables))
}
