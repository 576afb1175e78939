import type { State } from "@effect-wandb/admin/KeyRotation"
import type { ApiKey, GeneratedApiKey } from "@effect-wandb/core/ApiKey"
import * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import { actAs, secretInForce } from "@effect-wandb/core/Credentials"
import * as Users from "@effect-wandb/core/Users"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Confirm from "../confirm.js"
import { Problem } from "../problem.js"
import type { Sink } from "../secrets/sink.js"
import * as ToCommand from "../secrets/toCommand.js"
import type { Given } from "./rotationOptions.js"

const verifying: ToCommand.Called = { name: "verify command", option: "--verify-command" }

/** What a terminal has shown, a person has to bring where it is used; with an overlap there is time for it. */
const broughtByHand = (overlap: Duration.Duration) =>
  Duration.greaterThan(overlap, Duration.zero)
    ? Effect.void
    : Confirm.ask({
        question: "Is the new key where it is used? The old one is deleted then.",
        yes: false,
        option: "--overlap with the time that it takes"
      }).pipe(
        // To leave the question is no answer: the rotation stays as it is.
        Effect.catchTag("Quit", () => Effect.interrupt)
      )

/** Finds out whether the stored key works: it lets its owner in, and whatever else is asked for. */
const verifier =
  ({ reveal, verifyCommand }: Given, overlap: Duration.Duration) =>
  ({ secret }: GeneratedApiKey) =>
    Effect.gen(function* () {
      yield* actAs(Users.viewer, secret)
      if (Option.isSome(verifyCommand)) {
        const command = yield* ToCommand.make(verifyCommand.value, verifying)
        yield* command.store(secret)
      }
      if (reveal) yield* broughtByHand(overlap)
    })

const stuck = (place: string) =>
  new Problem({
    what: `What ${place} had before is not known, and cannot be put back.`,
    todo: "Put it back yourself; or give the old key by WANDB_API_KEY, which is put there then."
  })

/** Puts the old key where the new one is, if it is the one in use here: nobody else knows its secret. */
export const restoring = (sink: Sink, old: ApiKey) =>
  Effect.map(secretInForce(old), (secret) =>
    Option.match(secret, {
      onNone: () => Effect.fail(stuck(sink.place)),
      onSome: (secret) => sink.store(secret)
    })
  )

/** What a rotation does with the new key, by the options that say where it goes. */
export const make = (given: Given, sink: Sink, old: ApiKey, overlap: Duration.Duration, wasStored: boolean) =>
  Effect.gen(function* () {
    const stored = yield* Ref.make(wasStored)
    const restored = yield* restoring(sink, old)
    // What another run has stored, this one does not know the former content of.
    const putBack = given.reveal
      ? Effect.void
      : Option.getOrElse(
          Option.filter(sink.undo, () => !wasStored),
          () => restored
        )
    return {
      store: ({ secret }: GeneratedApiKey) => Effect.zipRight(sink.store(secret), Ref.set(stored, true)),
      verify: verifier(given, overlap),
      undo: Effect.flatMap(Ref.get(stored), (isStored) => (isStored ? putBack : Effect.void)),
      wait: !given.noWait
    }
  })

/** Reads the new key back, where the place can be read. */
export const loading = (sink: Sink): (() => Effect.Effect<ApiKeySecret.ApiKeySecret, Problem>) | undefined =>
  Option.getOrUndefined(
    Option.map(
      sink.load,
      (load) => () =>
        Effect.gen(function* () {
          const found = yield* load
          if (Option.isNone(found)) {
            return yield* Effect.fail(new Problem({ what: `There is nothing at ${sink.place}.` }))
          }
          return yield* Effect.mapError(
            ApiKeySecret.make(found.value),
            ({ problem }) => new Problem({ what: `What ${sink.place} holds is no API key: it ${problem}.` })
          )
        })
    )
  )

/** Whether a secret may have been stored by the time of a state: the state is written down after it. */
export const mayBeStored = ({ _tag }: State): boolean => _tag !== "Planned" && _tag !== "RolledBack"
