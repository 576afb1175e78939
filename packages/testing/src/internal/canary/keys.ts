import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { readings } from "./readings.js"

/** Finds the keys that a text shows, each under a name that gives nothing away. */
export type Finder = (text: string) => ReadonlyArray<string>

/** More of a current key than its public name. */
const currentForm = /wandb_v1_\w{20,}/g

/** A whole legacy key, which a commit of Git looks like too. */
const legacyForm = /(?<![0-9A-Za-z])(?:[\w-]{1,40}-)?[0-9a-f]{40}(?![0-9A-Za-z])/g

const hiddenTail = 20
const partLength = 10
const shortestKey = 40

const named = (publicName: string): string => `the key ${publicName}…`

/** A secret as texts of which none is harmless: parts of what is not its public name, or it where it is no key. */
interface Known {
  readonly name: string
  readonly parts: ReadonlyArray<string>
}

const known = (secret: Redacted.Redacted): Known => {
  const text = Redacted.value(secret)
  const unnamed = { name: "a secret that the canary was given", parts: text === "" ? [] : [text] }
  if (text.length < shortestKey) return unnamed
  return Either.match(ApiKeySecret.make(secret), {
    onLeft: () => unnamed,
    onRight: (key): Known => {
      const name = ApiKeySecret.publicName(key)
      // Whatever is shown of it that is twice as long as a part has a whole part in it.
      const starts = Array.from(
        { length: Math.floor((text.length - name.length) / partLength) },
        (_, index) => name.length + index * partLength
      )
      const parts = starts
        .map((start) => text.slice(start, start + partLength))
        .filter((part) => !name.includes(part))
      return { name: named(name), parts: parts.length === 0 ? [text] : parts }
    }
  })
}

/** Makes what finds the given secrets, and whatever has the form of a key. */
export const finder = (
  secrets: Iterable<Redacted.Redacted>,
  { legacyForm: byLegacyForm }: { readonly legacyForm: boolean }
): Finder => {
  const all = Array.from(secrets, known)
  const inReading = (text: string): ReadonlyArray<string> => [
    ...(text.match(currentForm) ?? []).map((key) => named(key.slice(0, 20))),
    ...all.filter(({ parts }) => parts.some((part) => text.includes(part))).map(({ name }) => name),
    ...((byLegacyForm && text.match(legacyForm)) || []).map((key) => named(key.slice(0, -hiddenTail)))
  ]
  return (text) => [...new Set(readings(text).flatMap(inReading))]
}
