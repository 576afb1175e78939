/** An HTTP answer before it is one. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value)
})

export const text = (status: number, body: string): Answer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body
})

/** An answer in the shape of a GraphQL error. */
export const error = (status: number, message: string): Answer => json(status, { errors: [{ message }] })

/** The statuses that an answer must have no body for. */
const isBodiless = (status: number): boolean => status === 204 || status === 205 || status === 304

export const toResponse = ({ status, headers, body }: Answer): Response =>
  new Response(isBodiless(status) ? null : body, { status, headers })
