import * as Redacted from "effect/Redacted"
import { hash, timingSafeEqual } from "node:crypto"
import * as Entropy from "./entropy.js"
import { isLegacy, type Mode } from "./mode.js"

const currentPrefix = "wandb_v1_"
const currentLength = 86
const legacyForm = /^(?:[\w-]*-)?\w{40}$/
const currentForm = /^wandb_v1_\w{77,83}$/

/** Whether a text is a key as W&B gives them out: `wandb_v1_…`, or 40 characters behind an optional prefix. */
export const isKey = (text: string): boolean =>
  text.startsWith(currentPrefix) ? currentForm.test(text) : legacyForm.test(text)

/** What a key looks like, in words. */
export const form =
  "an API key is wandb_v1_ and 77 to 83 characters of A-Z a-z 0-9 _, or 40 of them behind an optional prefix-"

/** A new key, of the form that the server gives out; a legacy key of a self-managed one has a prefix. */
export const make = (entropy: Entropy.Entropy, purpose: string, mode: Mode): Redacted.Redacted<string> => {
  if (isLegacy(mode)) {
    return Redacted.make(
      (mode.deployment === "self-managed" ? "local-" : "") + Entropy.expandHex(entropy, purpose, 40)
    )
  }
  return Redacted.make(currentPrefix + Entropy.expand(entropy, purpose, currentLength - currentPrefix.length))
}

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

export const digest = (secret: Redacted.Redacted<string>): Digest => digestOfText(Redacted.value(secret))

/** The same of a text that came as a key and goes no further. */
export const digestOfText = (text: string): Digest => digestOf(hash("sha256", text, "buffer"))

/** A key of which the digest is known already. */
export const digestOf = (digest: Buffer): Digest => ({ prefix: digest.toString("latin1", 0, 8), digest })

export const same = (one: Digest, other: Digest): boolean => timingSafeEqual(one.digest, other.digest)
