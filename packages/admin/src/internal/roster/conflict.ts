import type { Refusal } from "./refusals.js"

/** A contradiction in a roster, by the path to it. */
export const conflict = (field: string, reason: string): Refusal => ({ _tag: "Conflict", field, reason })
