import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { IdentityToken } from "./identity.js"

type Read = (path: string) => Effect.Effect<string, { readonly message: string }>

/**
 * A way to read files, where one was provided: the client itself does without a `FileSystem`, which browsers and
 * workers have none of and need not bundle.
 */
export class TextFiles extends Context.Reference<TextFiles>()("@effect-wandb/client/TextFiles", {
  defaultValue: (): Option.Option<Read> => Option.none()
}) {}

/** The identity token in a file, which its platform replaces from time to time: it is read at each exchange. */
export const identityTokenIn = (read: Read, path: string): IdentityToken =>
  Effect.suspend(() =>
    Effect.mapBoth(read(path), {
      onSuccess: Redacted.make,
      onFailure: ({ message }) => ({ message: `the file that WANDB_IDENTITY_TOKEN_FILE names: ${message}` })
    })
  )
