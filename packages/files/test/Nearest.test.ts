import { Nearest } from "@effect-wandb/files"
import { it } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"

const commands = ["users", "keys", "teams"]

it("knows what a misspelt word was meant to be", () => {
  assertSome(Nearest.nearest("user", commands), "users")
  assertSome(Nearest.nearest("KEYS", commands), "keys")
  assertSome(Nearest.nearest("taems", commands), "teams")
})

it("does not guess at a word that is far from all", () => {
  assertNone(Nearest.nearest("roster", commands))
  assertNone(Nearest.nearest("u".repeat(1000), commands))
})
