import { HttpApiMiddleware, HttpApiSecurity } from "@effect/platform"
import { type ConfigError, Config, Context, Effect, Layer, Redacted } from "effect"
import { createHash, timingSafeEqual } from "node:crypto"
import { NotKnown, ReadOnly } from "./errors.js"

/** Who calls. */
export class Caller extends Context.Tag("people/Caller")<Caller, { readonly mayChange: boolean }>() {}

/** Lets nobody through who does not show one of this API's own tokens, which are no keys of W&B. */
export class Authorization extends HttpApiMiddleware.Tag<Authorization>()("people/Authorization", {
  failure: NotKnown,
  provides: Caller,
  security: { bearer: HttpApiSecurity.bearer }
}) {}

/** Fails for whoever may look only. */
export const mayChange = Effect.filterOrFail(
  Caller,
  (caller) => caller.mayChange,
  () =>
    new ReadOnly({ message: "This token is for looking. Use that of an administrator to change something." })
)

const digest = (token: Redacted.Redacted) => createHash("sha256").update(Redacted.value(token)).digest()

/** Compares digests, which are of one length, so that the time that it takes tells nothing. */
const is = (one: Redacted.Redacted, other: Redacted.Redacted): boolean =>
  timingSafeEqual(digest(one), digest(other))

/** Takes the tokens from `READER_TOKEN` and `ADMIN_TOKEN`. */
export const layerConfig: Layer.Layer<Authorization, ConfigError.ConfigError> = Layer.effect(
  Authorization,
  Effect.gen(function* () {
    const [reader, admin] = yield* Config.all([
      Config.redacted(Config.nonEmptyString("READER_TOKEN")),
      Config.redacted(Config.nonEmptyString("ADMIN_TOKEN"))
    ])
    return {
      bearer: (token) =>
        is(token, admin) || is(token, reader)
          ? Effect.succeed({ mayChange: is(token, admin) })
          : new NotKnown({ message: "Send one of the tokens of this API, as a bearer." })
    }
  })
)
