import { HttpApi, HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "@effect/platform"
import { Effect, Layer } from "effect"
import { Joiner, NotPermitted, Receipt, TryAgain, UnknownDepartment } from "./Joiner.js"
import { onboard } from "./onboard.js"

/** One endpoint, to which the same joiner may be sent as often as one likes. */
export class Api extends HttpApi.make("onboarding").add(
  HttpApiGroup.make("joiners").add(
    HttpApiEndpoint.put("onboard", "/joiners")
      .setPayload(Joiner)
      .addSuccess(Receipt)
      .addError(UnknownDepartment, { status: 422 })
      .addError(NotPermitted, { status: 502 })
      .addError(TryAgain, { status: 503 })
  )
) {}

// One joiner after the other: a second run for the same joiner sees what the first has done.
const joiners = HttpApiBuilder.group(Api, "joiners", (handlers) =>
  Effect.map(Effect.makeSemaphore(1), (oneAtATime) =>
    handlers.handle("onboard", ({ payload }) => oneAtATime.withPermits(1)(onboard(payload)))
  )
)

/** The endpoint over whatever W&B, store and mailer there are. */
export const layer = HttpApiBuilder.api(Api).pipe(Layer.provide(joiners))
