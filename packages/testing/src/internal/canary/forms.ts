import * as Cause from "effect/Cause"
import * as Either from "effect/Either"
import { inspect } from "node:util"

/** A text, and where it would be read. */
export interface Shown {
  readonly where: string
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
        { where: `${where}, inspected`, text: attempt(() => inspected(value)) },
        { where: `${where}, as text`, text: attempt(() => String(value)) },
        { where: `${where}, as JSON`, text: attempt(() => asJson(value)) },
        ...(value instanceof Error
          ? [
              { where: `the message of ${where}`, text: attempt(() => value.message) },
              { where: `the stack of ${where}`, text: attempt(() => value.stack ?? "") }
            ]
          : [])
      ]

/** Every way in which a failure is printed. */
export const causeForms = (where: string, cause: Cause.Cause<unknown>): ReadonlyArray<Shown> =>
  Cause.isEmpty(cause)
    ? []
    : [
        { where: `${where}, pretty`, text: attempt(() => Cause.pretty(cause, { renderErrorCause: true })) },
        ...forms(where, cause),
        ...forms(where, Cause.squash(cause))
      ]
