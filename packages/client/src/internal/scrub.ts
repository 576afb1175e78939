import * as Redacted from "effect/Redacted"
import type { ApiKeySecret } from "@effect-wandb/core/ApiKeySecret"
import * as Encoding from "effect/Encoding"

/** Anything of the form of a key, whoever's it is: the body of a legacy or current key, or a JWT. */
const keyLike = /[\w-]{40,}|[\w-]{16,}\.[\w-]{16,}\.[\w-]{16,}|Basic [A-Za-z0-9+/=]{16,}/g

const longest = 500

const shorten = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)

/** What the credentials look like on the wire, without and with the scheme's base64. */
export const basicToken = (apiKey: ApiKeySecret): string =>
  Encoding.encodeBase64(`api:${Redacted.value(apiKey)}`)

/** Takes keys out of words that come from the server or the network, so that an error can quote them. */
export const scrub = (text: string, apiKey: ApiKeySecret): string =>
  shorten(
    text
      .replaceAll(basicToken(apiKey), "<redacted>")
      .replaceAll(Redacted.value(apiKey), "<redacted>")
      .replaceAll(keyLike, "<redacted>")
      .replaceAll(/\s+/g, " ")
      .trim()
  )
