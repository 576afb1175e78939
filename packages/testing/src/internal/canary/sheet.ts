import type { Finder } from "./keys.js"
import type { Shown } from "./forms.js"

/**
 * A place where a key was seen, and in which forms, if there are several: `key` names it by its public name.
 *
 * @since 0.1.0
 * @category models
 */
export interface Sighting {
  readonly key: string
  readonly where: string
  readonly forms: ReadonlyArray<string>
}

/** Notes what is printed, to be looked through when all secrets are known. */
export interface Sheet {
  readonly note: (shown: ReadonlyArray<Shown>) => void
  readonly sightings: (find: Finder) => ReadonlyArray<Sighting>
}

/** What stands under a name, made when it is first asked for. */
const within = <A>(of: Map<string, A>, name: string, make: () => A): A => {
  const present = of.get(name)
  if (present !== undefined) return present
  const made = make()
  of.set(name, made)
  return made
}

export const make = (): Sheet => {
  // By place and form: what is printed again and again is looked through once.
  const places = new Map<string, Map<string, Set<string>>>()
  return {
    note: (shown) => {
      for (const { form = "", text, where } of shown) {
        const forms = within(places, where, () => new Map<string, Set<string>>())
        within(forms, form, () => new Set<string>()).add(text)
      }
    },
    sightings: (find) =>
      [...places].flatMap(([place, texts]) => {
        const found = new Map<string, Array<string>>()
        for (const [form, all] of texts) {
          for (const key of new Set([...all].flatMap(find))) {
            within(found, key, (): Array<string> => []).push(...(form === "" ? [] : [form]))
          }
        }
        // The name of a span or of an attribute may be what shows the key.
        const where =
          found.size === 0 || find(place).length === 0 ? place : "a place whose very name shows it"
        return Array.from(found, ([key, forms]) => ({ key, where, forms }))
      })
  }
}
