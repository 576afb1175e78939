import * as Either from "effect/Either"
import * as Option from "effect/Option"

/** The types that W&B gives a Relay id: base64 of `Type:int`. */
export type Kind = "User" | "ApiKey" | "Entity" | "Invite"

export const encode = (kind: Kind, id: number): string => btoa(`${kind}:${id}`)

/** The number in a Relay id of the given type; none for an id of another type or of no form. */
export const decode = (kind: Kind, text: string): Option.Option<number> =>
  Option.liftPredicate(text, (text) => text.length <= 64).pipe(
    Option.flatMap((text) => Either.getRight(Either.try(() => atob(text)))),
    Option.map((plain) => Number(plain.slice(kind.length + 1))),
    Option.filter((id) => Number.isSafeInteger(id) && encode(kind, id) === text)
  )
