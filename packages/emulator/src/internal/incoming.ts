/** A request as every way in has it: a socket, a web handler, or a client in process. */
export interface Incoming {
  readonly method: string
  /** The path, without the query. */
  readonly path: string
  /** What stands behind the `?`, empty when there is none. */
  readonly query: string
  /** The value of a header by its name in lower case. */
  readonly header: (name: string) => string | undefined
  readonly body: string
}

export const fromWeb = (request: Request, body: string): Incoming => {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    path: pathname,
    query: search.slice(1),
    header: (name) => request.headers.get(name) ?? undefined,
    body
  }
}
