/** What a description in the SDL claims of a coordinate. */
export type Claim =
  /** It gives this value and no other. */
  | { readonly _tag: "Always"; readonly value: string }
  /** It is accepted and makes no difference. */
  | { readonly _tag: "Ignored" }
  /** No answer has it. */
  | { readonly _tag: "NeverGiven" }
  /** W&B says nothing of it. */
  | { readonly _tag: "Inferred"; readonly text: string }
  /** W&B is known to do otherwise. */
  | { readonly _tag: "Differs"; readonly text: string }

/** The claims of a description, one a line; whatever is none throws. */
export const claimsIn = (description: string | null | undefined): ReadonlyArray<Claim> =>
  description == null ? [] : description.split("\n").map(claimIn)

const claimIn = (line: string): Claim => {
  const [, kind, text = ""] = /^(Always|Ignored|Never given|Inferred:|Differs:)(?: (.+))?\.$/.exec(line) ?? []
  switch (kind) {
    case "Always":
      return { _tag: "Always", value: JSON.stringify(JSON.parse(text)) }
    case "Ignored":
      return { _tag: "Ignored" }
    case "Never given":
      return { _tag: "NeverGiven" }
    case "Inferred:":
      return { _tag: "Inferred", text }
    case "Differs:":
      return { _tag: "Differs", text }
    default:
      throw new Error(`a description of the SDL has a line that is no claim: ${line}`)
  }
}

/** Whether a claim is about W&B, and rests on tests that are named for it. */
export const isOfWandb = (claim: Claim): claim is Extract<Claim, { readonly _tag: "Inferred" | "Differs" }> =>
  claim._tag === "Inferred" || claim._tag === "Differs"
