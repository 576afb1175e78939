/**
 * Ways to a value, as they are written.
 *
 * @since 0.1.0
 */
/**
 * The way from the root of a file to a value.
 *
 * @since 0.1.0
 * @category models
 */
export type Path = ReadonlyArray<PropertyKey>

const isName = (key: PropertyKey): boolean => /^[A-Za-z_$][\w$]*$/.test(String(key))

/**
 * A path as it is written: `users[1].email`, and `[0].headers["retry-after"]`.
 *
 * @since 0.1.0
 * @category formatting
 */
export const format = (path: Path): string =>
  path
    .map((key) => {
      if (typeof key === "number") return `[${key}]`
      return isName(key) ? `.${String(key)}` : `[${JSON.stringify(String(key))}]`
    })
    .join("")
    .replace(/^\./, "")

/**
 * The path that was written as names and indices.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (field: string): Path =>
  Array.from(field.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([name, index]) =>
    index === undefined ? name : Number(index)
  )
