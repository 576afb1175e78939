import * as Redacted from "effect/Redacted"
import { createHash, timingSafeEqual } from "node:crypto"
import * as Entropy from "./entropy.js"

const currentPrefix = "wandb_v1_"
const currentLength = 86
const legacyForm = /^(?:[\w-]*-)?\w{40}$/
const currentForm = /^wandb_v1_\w{77,83}$/

/** Whether a text is a key as W&B gives them out: `wandb_v1_…`, or 40 characters behind an optional prefix. */
export const isKey = (text: string): boolean =>
  text.startsWith(currentPrefix) ? currentForm.test(text) : legacyForm.test(text)

/** A new key of the current form. */
export const make = (entropy: Entropy.Entropy, purpose: string): Redacted.Redacted<string> =>
  Redacted.make(currentPrefix + Entropy.expand(entropy, purpose, currentLength - currentPrefix.length))

/** The public part of a key, by which listings name it. */
export const keyId = (secret: Redacted.Redacted<string>): string => {
  const text = Redacted.value(secret)
  return text.startsWith(currentPrefix) ? text.slice(0, 20) : text.slice(0, -20)
}

/** A key as it is kept: found by `prefix`, proven by `digest`. */
export interface Digest {
  readonly prefix: string
  readonly digest: Buffer
}

export const digest = (secret: Redacted.Redacted<string>): Digest => {
  const bytes = createHash("sha256").update(Redacted.value(secret)).digest()
  return { prefix: bytes.toString("hex", 0, 8), digest: bytes }
}

export const same = (one: Digest, other: Digest): boolean => timingSafeEqual(one.digest, other.digest)
