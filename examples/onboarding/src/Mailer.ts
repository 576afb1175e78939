import { Context, Effect, Layer } from "effect"
import type { Unavailable } from "./SecretStore.js"

/** A letter. One of the same `id` is delivered once, however often it is sent. */
export interface Letter {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** What delivers letters. */
export class Mailer extends Context.Tag("onboarding/Mailer")<
  Mailer,
  { readonly send: (letter: Letter) => Effect.Effect<void, Unavailable> }
>() {}

/** Logs letters instead of delivering them. */
export const layerLog: Layer.Layer<Mailer> = Layer.succeed(Mailer, {
  send: ({ subject, to }) => Effect.log(`A letter to ${to}: ${subject}`)
})
