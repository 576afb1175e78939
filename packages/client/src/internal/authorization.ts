import type { ApiKeySecret } from "@effect-wandb/core/ApiKeySecret"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"

/** As whom a request is made. */
export interface Authorization {
  /** What stands in the header; `null` where the secret travels in the body. */
  readonly header: Redacted.Redacted | null
  /** What no error may show, should the server or the network repeat it. */
  readonly secret: Redacted.Redacted
}

/** The credentials of an API key: Basic, with `api` for the username. */
export const basic = (apiKey: ApiKeySecret): Authorization => ({
  header: Redacted.make(`Basic ${Encoding.encodeBase64(`api:${Redacted.value(apiKey)}`)}`),
  secret: apiKey
})

/** The credentials that an identity token was exchanged for. */
export const bearer = (accessToken: Redacted.Redacted): Authorization => ({
  header: Redacted.make(`Bearer ${Redacted.value(accessToken)}`),
  secret: accessToken
})

/** An identity token on its way to be exchanged. */
export const inBody = (identityToken: Redacted.Redacted): Authorization => ({
  header: null,
  secret: identityToken
})

export const headerOf = ({ header }: Authorization): { readonly authorization?: string } =>
  header === null ? {} : { authorization: Redacted.value(header) }

/** Everything by which the secret could be recognised. */
export const secretsOf = ({ header, secret }: Authorization): ReadonlyArray<string> => {
  const token = header === null ? [] : Redacted.value(header).split(" ").slice(1)
  const plain = Redacted.value(secret)
  // As it stands in a form.
  const inForm = new URLSearchParams({ "": plain }).toString().slice(1)
  return [...token, plain, inForm]
}
