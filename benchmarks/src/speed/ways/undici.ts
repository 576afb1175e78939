import { request } from "undici"
import { documents, headers, ofPromises } from "../way.js"

/** The floor: undici and `JSON.parse`, and an answer that is believed. */
export const way = (baseUrl: string) =>
  ofPromises(async (name, variables) => {
    const { body, statusCode } = await request(`${baseUrl}/graphql`, {
      method: "POST",
      headers,
      body: JSON.stringify({ query: documents[name], variables })
    })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`status ${statusCode}`)
    return JSON.parse(text).data
  })
