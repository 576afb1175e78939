import * as World from "../world.js"

/** Whether a text can be an email address: something on both sides of an `@`, and no white space. */
export const isEmail = (text: string): boolean => text.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(text)

/** The longest name that is made of a text. */
const longest = 128

/** A name made of what W&B allows in usernames, as close to the text as can be. */
const sanitize = (text: string): string =>
  text
    .slice(0, longest)
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "") || "user"

/** A free username made from a text, with a number behind it when the name is taken. */
export const freeUsername = (world: World.World, text: string): string => {
  const wanted = sanitize(text)
  let name = wanted
  for (let suffix = 1; World.isNameTaken(world, name); suffix++) {
    name = `${wanted}-${suffix}`
  }
  return name
}
