/** A colour by its red, green and blue, 0 to 255 each. */
export type Colour = readonly [number, number, number]

/** Reads `#rrggbb`, and what browsers compute: `rgb(…)`. */
export const colour = (text: string): Colour => {
  const [red = NaN, green = NaN, blue = NaN] = text.startsWith("#")
    ? (text.match(/[0-9a-f]{2}/gi) ?? []).map((digits) => parseInt(digits, 16))
    : (text.match(/[\d.]+/g) ?? []).map(Number)
  return [red, green, blue]
}

/** The contrast of two colours as WCAG 2 defines it: 1 to 21. */
export const contrast = (one: Colour, other: Colour): number => {
  const luminances = [luminance(one), luminance(other)]
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05)
}

const luminance = ([red, green, blue]: Colour): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

const linear = (channel: number): number => {
  const part = channel / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
