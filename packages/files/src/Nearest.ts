/**
 * What a misspelt word was meant to be.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Option from "effect/Option"
import * as Order from "effect/Order"

/**
 * The candidate that a word was probably meant to be: one that differs in case, or in a few letters.
 *
 * @since 0.1.0
 * @category looking
 */
export const nearest = (word: string, candidates: Iterable<string>): Option.Option<string> => {
  // To compare takes as long as the one word times the other.
  if (word.length > longest) return Option.none()
  const most = Math.ceil(word.length / 4)
  return Arr.head(
    Arr.sort(
      Arr.filterMap(Arr.fromIterable(candidates), (candidate) => {
        const far = distance(word.toLowerCase(), candidate.toLowerCase(), most)
        return far <= most ? Option.some({ candidate, far }) : Option.none()
      }),
      Order.mapInput(Order.number, ({ far }: { readonly far: number }) => far)
    )
  ).pipe(Option.map(({ candidate }) => candidate))
}

/** The longest word that anybody writes by hand. */
const longest = 100

/** How many letters have to be put in, taken out or replaced; anything above `most` where it is more. */
const distance = (one: string, other: string, most: number): number => {
  if (Math.abs(one.length - other.length) > most) return most + 1
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [line, letter] of Array.from(one).entries()) {
    const next = [line + 1]
    for (let column = 1; column <= other.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
