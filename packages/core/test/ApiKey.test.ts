import { ApiKey } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { assertNone, assertSome } from "@effect/vitest/utils"
import { FastCheck, Option } from "effect"

const described = (description: string | null) => ({ description: Option.fromNullable(description) })

describe("the reference at the end of a description", () => {
  it("is told apart from the rest", () => {
    const key = described("nightly export [ref mi2x9k3f7a2b00c]")
    assertSome(Option.map(ApiKey.refOf(key), String), "mi2x9k3f7a2b00c")
    assertSome(ApiKey.plainDescription(key), "nightly export")
  })

  it("may be all there is", () => {
    assertSome(Option.map(ApiKey.refOf(described("[ref a1]")), String), "a1")
    assertNone(ApiKey.plainDescription(described("[ref a1]")))
  })

  it.each([
    null,
    "",
    "laptop",
    "[ref a1] laptop",
    "laptop [ref A1]",
    "laptop [ref ]",
    `x [ref ${"a".repeat(33)}]`
  ])("is none in %j", (description) => {
    assertNone(ApiKey.refOf(described(description)))
    assert.strictEqual(
      Option.getOrElse(ApiKey.plainDescription(described(description)), () => ""),
      description ?? ""
    )
  })

  it("is the last of several, of which one is taken off at a time", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string(), FastCheck.stringMatching(/^[0-9a-z]{1,32}$/), (text, ref) => {
        const key = described(`${text} [ref ${ref}]`)
        assertSome(Option.map(ApiKey.refOf(key), String), ref)
        assert.strictEqual(
          Option.getOrElse(ApiKey.plainDescription(key), () => ""),
          text
        )
      })
    )
  })
})
