import { expect, it } from "@effect/vitest"
import { entries } from "../src/internal/tree.js"
import { reference } from "./reference.js"

it("the reference of the commands is what they say of themselves", async () => {
  await expect(await reference(entries)).toMatchFileSnapshot("../../../docs/commands.md")
})
