import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"

/** An HTTP answer before it is one. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What the GraphQL errors in it say. */
  readonly errors: ReadonlyArray<string>
  /** How long its body takes to be sent, where that is not at once. */
  readonly slow?: Duration.Duration
}

export const json = (status: number, value: unknown, errors: ReadonlyArray<string> = []): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
  errors
})

export const text = (status: number, body: string): Answer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
  errors: []
})

/** A refusal in plain words. */
export const refusal = (status: number, reason: string): Answer => ({
  ...text(status, reason),
  errors: [reason]
})

/** An answer in the shape of GraphQL errors, without data. */
export const errors = (status: number, errors: ReadonlyArray<{ readonly message: string }>): Answer =>
  json(
    status,
    { errors },
    errors.map(({ message }) => message)
  )

/** An answer in the shape of a GraphQL error. */
export const error = (status: number, message: string): Answer => errors(status, [{ message }])

/** The statuses that an answer must have no body for. */
export const isBodiless = (status: number): boolean => status === 204 || status === 205 || status === 304

/** The parts of a body that is sent slowly, and the time before each. */
export const pieces = (
  body: string,
  slow: Duration.Duration
): ReadonlyArray<readonly [Duration.Duration, Uint8Array]> => {
  const bytes = new TextEncoder().encode(body)
  const size = Math.max(1, Math.ceil(bytes.length / 10))
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, index) => [
    Duration.times(slow, 1 / count),
    bytes.subarray(index * size, (index + 1) * size)
  ])
}

export const toResponse = ({ body, headers, slow, status }: Answer): Effect.Effect<Response> => {
  if (slow === undefined || isBodiless(status)) {
    return Effect.succeed(new Response(isBodiless(status) ? null : body, { status, headers }))
  }
  return Effect.map(
    Effect.runtime<never>(),
    (runtime) => new Response(trickle(pieces(body, slow), runtime), { status, headers })
  )
}

const trickle = (
  parts: ReadonlyArray<readonly [Duration.Duration, Uint8Array]>,
  runtime: Runtime.Runtime<never>
): ReadableStream<Uint8Array> => {
  const rest = parts[Symbol.iterator]()
  return new ReadableStream({
    pull: (controller) => {
      const next = rest.next()
      if (next.done === true) return controller.close()
      const [wait, bytes] = next.value
      return Runtime.runPromise(runtime)(
        Effect.delay(
          Effect.sync(() => controller.enqueue(bytes)),
          wait
        )
      )
    }
  })
}
