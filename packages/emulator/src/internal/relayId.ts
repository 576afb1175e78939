import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"

/** The types that W&B gives a Relay id: base64 of `Type:int`. */
export type Kind = "User" | "ApiKey" | "Entity" | "Invite"

export const encode = (kind: Kind, id: number): string => Encoding.encodeBase64(`${kind}:${id}`)

/** The number in a Relay id of the given type; none for an id of another type or of no form. */
export const decode = (kind: Kind, text: string): Option.Option<number> =>
  Encoding.decodeBase64String(text).pipe(
    Either.getRight,
    Option.filter((plain) => new RegExp(`^${kind}:[0-9]{1,15}$`).test(plain)),
    Option.map((plain) => Number(plain.slice(kind.length + 1)))
  )
