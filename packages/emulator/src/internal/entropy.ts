import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { hash } from "node:crypto"

/** What one request has of randomness, expanded purely into as many characters as its effects need. */
export type Entropy = string

export const draw: Effect.Effect<Entropy> = Effect.map(
  Effect.all([Random.nextInt, Random.nextInt, Random.nextInt]),
  (parts) => parts.join("-")
)

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"

const digest = (entropy: Entropy, purpose: string, index: number): Buffer =>
  hash("sha256", `${entropy}/${purpose}/${index}`, "buffer")

/** The same characters of `[A-Za-z0-9_]` for the same entropy and purpose. */
export const expand = (entropy: Entropy, purpose: string, length: number): string => {
  let characters = ""
  for (let block = 0; characters.length < length; block++) {
    for (const byte of digest(entropy, purpose, block)) {
      characters += alphabet.charAt(byte % alphabet.length)
    }
  }
  return characters.slice(0, length)
}

/** The same hexadecimal digits for the same entropy and purpose: 64 at most. */
export const expandHex = (entropy: Entropy, purpose: string, length: number): string =>
  digest(entropy, purpose, 0).toString("hex").slice(0, length)

/** The same number from 0 to below 1 for the same entropy, purpose and index. */
export const chance = (entropy: Entropy, purpose: string, index: number): number =>
  digest(entropy, purpose, index).readUInt32BE() / 2 ** 32
