import * as Predicate from "effect/Predicate"

/**
 * A value as one cell: nothing for null, the items of a list with a separator between them, of which an object that has
 * a name is that name, and JSON for whatever else has parts.
 */
export const cell = (value: unknown, separator: string): string => {
  if (value === null || value === undefined) return ""
  if (Array.isArray(value)) return value.map((item) => cell(nameOf(item), separator)).join(separator)
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

const nameOf = (item: unknown): unknown =>
  Predicate.hasProperty(item, "name") && typeof item.name === "string" ? item.name : item
