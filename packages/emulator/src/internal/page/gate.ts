import * as Effect from "effect/Effect"
import type { Instance } from "../../Instance.js"
import type { Answer } from "../answer.js"
import type * as Token from "../control/token.js"
import type { Incoming } from "../incoming.js"
import { lazily } from "../lazily.js"

/** Makes the page of an instance; what it takes to show it is loaded when it is first opened. */
export const make = (
  instance: Instance.Service,
  isToken: Token.Check | undefined
): Effect.Effect<(incoming: Incoming) => Effect.Effect<Answer>> =>
  Effect.map(
    lazily(
      Effect.map(
        Effect.promise(() => import("./serve.js")),
        (Page) => Page.make(instance, isToken)
      )
    ),
    (loaded) => (incoming) => Effect.flatMap(loaded, (page) => page(incoming))
  )
