/** Where a function was called: what an assertion that does not hold shows is the line of the test. */
export type CallSite = <E extends Error>(error: E) => E

/** Remembers where a function is being called, by the function itself. */
export const callSite = (callee: (...args: never) => unknown): CallSite => {
  const here: { stack?: string } = {}
  Error.captureStackTrace(here, callee)
  const lines = here.stack?.split("\n").slice(1) ?? []
  return (error) =>
    Object.defineProperty(error, "stack", {
      value: [`${error.name}: ${error.message}`, ...lines].join("\n"),
      configurable: true
    })
}
