/** JSON leaves these as they are, and some terminals obey them. */
const unprintable = /[\u007f-\u009f\p{Bidi_Control}\u2028\u2029\ufeff]/gu

/** JSON in which whatever would steer a terminal is escaped: the same value to whoever reads it. */
export const json = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(
    unprintable,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
