/** So many of something, for a sentence: `1 user`, `3 users`. */
export const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`

/** So many mistakes, behind `has`. */
export const mistakes = (count: number): string => (count === 1 ? "a mistake" : `${count} mistakes`)
