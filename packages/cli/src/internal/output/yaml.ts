import * as Predicate from "effect/Predicate"
import { stringify } from "yaml"
import { json } from "./json.js"

/** What YAML writes as it is, and no terminal obeys. */
const isPlain = (text: string): boolean => /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\n]*$/u.test(text)

/** A value whose texts are all harmless to a terminal, as YAML writes them. */
const isHarmless = (value: unknown): boolean => {
  if (typeof value === "string") return isPlain(value)
  return Predicate.isRecord(value) || Array.isArray(value) ? Object.values(value).every(isHarmless) : true
}

/** YAML, of which JSON is a part: that is what a value with unprintable texts is written in. */
export const yaml = (value: unknown): string =>
  isHarmless(value) ? stringify(value, { lineWidth: 0, version: "1.1" }) : `${json(value, 2)}\n`
