/** Keys and key names share one alphabet: ASCII only, so that a key can always become a header. */
const keyCharacters = /^[\w-]+$/
const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/
const visibleAscii = /^[\x21-\x7e]+$/

const currentPrefix = "wandb_v1_"
const shortestKey = 40
const hiddenTail = 20
const publicLength = 20

const afterFirstDash = (key: string): string => key.slice(key.indexOf("-") + 1)

/** Says what is wrong with a key, in words that do not quote it. */
export const problemOf = (key: string): string | undefined => {
  if (key === "") return "is empty"
  if (key !== key.trim()) return "has white space or a line break around it"
  if (!visibleAscii.test(key)) return "has white space or a character outside ASCII in it"
  if (jwt.test(key)) return undefined
  const body = afterFirstDash(key)
  if (!keyCharacters.test(body)) return "may have letters, digits, underscores and dashes only"
  if (body.length < shortestKey) return `needs at least ${shortestKey} characters and has ${body.length}`
  return undefined
}

/** Whether a text can go into a header, as any key that a server made can. */
export const isSendable = (key: string): boolean => visibleAscii.test(key)

/** Servers from before hashed keys list the whole secret as the key's name; whatever could be one is taken for one. */
export const isWholeKey = (name: string): boolean => problemOf(name) === undefined

/** The leading part of a key, which W&B uses as the key's name; never the whole of it. */
export const publicName = (key: string): string => {
  // A leading part with two dots in it would be a JWT again.
  const [head = ""] = jwt.test(key) ? key.split(".") : [key]
  const isLegacy = !head.startsWith(currentPrefix) && afterFirstDash(head).length === shortestKey
  return isLegacy
    ? head.slice(0, -hiddenTail)
    : head.slice(0, Math.min(publicLength, Math.ceil(key.length / 2)))
}

/** A name as a server lists it, shortened where it is a whole key. */
export const publicNameOf = (listed: string): string => (isWholeKey(listed) ? publicName(listed) : listed)
