import * as Cause from "effect/Cause"
import * as Either from "effect/Either"
import { inspect } from "node:util"

/** A text, where it would be read, and in which form, where there are several. */
export interface Shown {
  readonly where: string
  readonly form?: string
  readonly text: string
}

/** However much there is of it, as a printer that cuts nothing off. */
const inspected = (value: unknown): string =>
  inspect(value, { depth: 20, maxArrayLength: null, maxStringLength: null })

const asJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? ""

/** A value that cannot be printed in some way shows nothing in it. */
const attempt = (print: () => string): string => Either.getOrElse(Either.try(print), () => "")

/** Every way in which a value is printed. */
export const forms = (where: string, value: unknown): ReadonlyArray<Shown> =>
  typeof value === "string"
    ? [{ where, text: value }]
    : [
        { where, form: "inspected", text: attempt(() => inspected(value)) },
        { where, form: "as text", text: attempt(() => String(value)) },
        { where, form: "as JSON", text: attempt(() => asJson(value)) },
        ...(value instanceof Error
          ? [
              { where, form: "its message", text: attempt(() => value.message) },
              { where, form: "its stack", text: attempt(() => value.stack ?? "") }
            ]
          : [])
      ]

/** Every way in which a failure is printed. */
export const causeForms = (where: string, cause: Cause.Cause<unknown>): ReadonlyArray<Shown> =>
  Cause.isEmpty(cause)
    ? []
    : [
        { where, form: "pretty", text: attempt(() => Cause.pretty(cause, { renderErrorCause: true })) },
        ...forms(where, cause),
        ...forms(where, Cause.squash(cause))
      ]
