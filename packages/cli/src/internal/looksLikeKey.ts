import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"

/**
 * Whether a word of the command line may be a whole API key: what W&B would accept as one, and is no ordinary word of
 * that length, which has no digits. Keys of the present form and identity tokens are found within words too.
 */
export const looksLikeKey = (word: string): boolean => {
  if (/wandb_v1_\w{20}|\beyJ[\w-]{10,}\.[\w-]{10,}\./.test(word)) return true
  const value = word.startsWith("-") ? word.replace(/^--?[^=]*=/, "") : word
  const isDotted = value.includes(".")
  return !isDotted && /\d/.test(value) && Either.isRight(ApiKeySecret.make(Redacted.make(value)))
}
