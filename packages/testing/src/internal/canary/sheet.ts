import type { Finder } from "./keys.js"
import type { Shown } from "./forms.js"

/**
 * A place where a key was seen: `where` is the place, `key` the public name of the key.
 *
 * @since 0.1.0
 * @category models
 */
export interface Sighting {
  readonly where: string
  readonly key: string
}

/** Notes what is printed, to be looked through when all secrets are known. */
export interface Sheet {
  readonly note: (shown: ReadonlyArray<Shown>) => void
  readonly sightings: (find: Finder) => ReadonlyArray<Sighting>
}

export const make = (): Sheet => {
  const places = new Map<string, Set<string>>()
  return {
    note: (shown) => {
      for (const { text, where } of shown) {
        const texts = places.get(where)
        if (texts === undefined) places.set(where, new Set([text]))
        else texts.add(text)
      }
    },
    sightings: (find) =>
      [...places].flatMap(([place, texts]) => {
        // The name of a span or of an attribute may be what shows the key.
        const where = find(place).length === 0 ? place : "a place whose very name shows it"
        const keys = new Set([...texts].flatMap(find))
        return Array.from(keys, (key) => ({ where, key }))
      })
  }
}
