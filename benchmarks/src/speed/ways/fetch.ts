import { documents, headers, ofPromises } from "../way.js"

/** What a program without a client does: `fetch`, and an answer that is believed. */
export const way = (baseUrl: string) =>
  ofPromises(async (name, variables) => {
    const response = await fetch(`${baseUrl}/graphql`, {
      method: "POST",
      headers,
      body: JSON.stringify({ query: documents[name], variables })
    })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return ((await response.json()) as { readonly data: never }).data
  })
