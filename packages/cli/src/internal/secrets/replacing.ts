import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Confirm from "../confirm.js"
import type { Problem } from "../problem.js"
import type { Sink } from "./sink.js"

/** Whether a place holds a key; it fails where that cannot be known because the place cannot be read. */
export const holds = (
  sink: Sink,
  isMeant: (secret: ApiKeySecret.ApiKeySecret) => boolean
): Effect.Effect<"nothing" | "it" | "another", Problem> =>
  Effect.gen(function* () {
    const found = Option.isSome(sink.load) ? yield* sink.load.value : Option.none()
    if (Option.isNone(found) || Redacted.value(found.value) === "") return "nothing"
    const secret = yield* Effect.option(ApiKeySecret.make(found.value))
    return Option.exists(secret, isMeant) ? "it" : "another"
  })

/** Asks before a place is overwritten that holds something else than what may go. */
export const requireReplaceable = (
  sink: Sink,
  isMeant: (secret: ApiKeySecret.ApiKeySecret) => boolean,
  yes: boolean
) =>
  Effect.flatMap(yes ? Effect.succeed("nothing") : holds(sink, isMeant), (content) =>
    content === "another"
      ? Confirm.ask({
          question: `Replace what ${sink.place} holds? It is nothing that this is to replace.`,
          yes
        })
      : Effect.void
  )
