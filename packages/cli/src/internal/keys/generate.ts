import type { GeneratedApiKey } from "@effect-wandb/core/ApiKey"
import * as ApiKeys from "@effect-wandb/core/ApiKeys"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Activity from "../activity.js"
import { Problem } from "../problem.js"
import type { Sink } from "../secrets/sink.js"
import { named } from "./record.js"
import { happened, sentence } from "../words.js"

/** Deletes a key that could not be stored, and tells what became of it, with what is to be done. */
const discard = (key: GeneratedApiKey) =>
  Effect.match(
    Effect.catchTag(ApiKeys.deleteById(key.id), "ApiKeyNotFound", () => Effect.void),
    {
      onSuccess: () => ({ what: "The new API key was deleted again.", todo: undefined }),
      onFailure: (error) => ({
        what: `The new API key ${named(key)} could not be deleted again: ${happened(error)}`,
        todo: `effect-wandb keys delete ${key.id} deletes it.`
      })
    }
  )

/**
 * Makes an API key and stores its secret: a key that could not be stored is deleted again, because nobody will ever know
 * its secret. Its making is not interrupted, and its storing is.
 */
export const generate = (description: string, sink: Sink) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const key = yield* ApiKeys.generate({ description, settle: true })
      const stored = yield* Effect.exit(restore(sink.store(key.secret)))
      if (Exit.isSuccess(stored)) {
        yield* Activity.set(`after the new API key ${named(key)} went to ${sink.place}`)
        return key
      }
      const { todo, what } = yield* discard(key)
      const failure = Cause.failureOption(stored.cause)
      yield* Activity.set(`while the secret went to ${sink.place}. ${what.slice(0, -1)}`)
      if (Option.isNone(failure)) return yield* Effect.failCause(stored.cause)
      const problem = failure.value
      return yield* Effect.fail(
        new Problem({
          what: `${sentence(problem.what)} ${what}`,
          todo: [todo, problem.todo].filter((text) => text !== undefined).join(" "),
          cause: problem.cause
        })
      )
    })
  )
