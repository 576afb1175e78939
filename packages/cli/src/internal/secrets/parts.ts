import { nameFrom } from "@effect-wandb/core/ApiKey"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"

/** So many characters in a row that a text has in common with a secret are no chance. */
const shared = 8

const windows = (text: string): ReadonlyArray<string> =>
  Array.from({ length: Math.max(0, text.length - shared + 1) }, (_, at) => text.slice(at, at + shared))

/** What of a secret's Base64 does not depend on its neighbours, at each of the three ways in which it may lie in a text. */
const base64 = (secret: string): ReadonlyArray<string> =>
  [0, 1, 2].map((before) =>
    Encoding.encodeBase64(`${"-".repeat(before)}${secret}`)
      .replace(/=+$/, "")
      .slice(before === 0 ? 0 : before + 1, -1)
  )

const urlSafe = (text: string): string => text.replaceAll("+", "-").replaceAll("/", "_")

/** Of a key the beginning is its name, which everybody may see: a part of that alone is none of the secret. */
const hidden = (secret: string): string => {
  const name: string = nameFrom(secret)
  return secret.startsWith(name) && name.length < secret.length
    ? secret.slice(Math.max(0, name.length - shared + 1))
    : secret
}

/** Whether a text has a part of a secret in it, folded or spaced too, as it is, in Base64, or in hexadecimal digits. */
export const isIn = (text: string, secret: Redacted.Redacted): boolean => {
  const value = hidden(Redacted.value(secret))
  const compact = text.replace(/\s+/g, "")
  const hex = windows(Encoding.encodeHex(value))
  return (
    windows(value).some((part) => compact.includes(part)) ||
    base64(value).some((coded) => windows(coded).some((part) => urlSafe(compact).includes(urlSafe(part)))) ||
    hex.some((part) => compact.toLowerCase().includes(part))
  )
}
