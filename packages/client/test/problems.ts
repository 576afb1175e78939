import { assert } from "@effect/vitest"
import type { Problem } from "../src/internal/netrc.js"

/** That each problem names a line of the text, and none shows a value: in these texts, eight capitals and digits. */
export const expectWordless = (text: string, problems: ReadonlyArray<Problem>) => {
  const values = text.match(/[A-Z0-9]{8}/g) ?? []
  const lines = text.split(/\r\n|\r|\n/).length
  for (const { line, problem } of problems) {
    assert.isTrue(line >= 1 && line <= lines)
    assert.isFalse(values.some((value) => problem.includes(value)))
  }
}
