/** Keys and key names share one alphabet: ASCII only, so that a key can always become a header. */
const keyCharacters = /^[\w-]+$/
const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/
const visibleAscii = /^[\x21-\x7e]+$/

const currentPrefix = "wandb_v1_"
const shortestKey = 40
const hiddenTail = 20
const publicLength = 20

/**
 * The whole of a current key has 86 to 92 characters, and a secret part shorter than the shortest key is not
 * to be expected. What is longer than this is treated as a secret.
 */
const longestCurrentName = 59

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

/** Servers from before hashed keys list the whole secret as the key's name. */
const isWholeKey = (name: string): boolean => {
  if (name.startsWith(currentPrefix)) return name.length > longestCurrentName
  return afterFirstDash(name).length >= shortestKey || (jwt.test(name) && name.length >= shortestKey)
}

/** The leading part of a key, which W&B uses as the key's name. */
export const publicName = (key: string): string => {
  const isLegacy = !key.startsWith(currentPrefix) && afterFirstDash(key).length === shortestKey
  return isLegacy ? key.slice(0, -hiddenTail) : key.slice(0, publicLength)
}

/** A name as a server lists it, shortened where it is a whole key. */
export const publicNameOf = (listed: string): string => (isWholeKey(listed) ? publicName(listed) : listed)
