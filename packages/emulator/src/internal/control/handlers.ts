import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { Instance } from "../../Instance.js"
import { lastTime } from "../clock.js"
import { UnknownUser } from "../errors.js"
import { scrub } from "@effect-wandb/files/Secrets"
import { Api } from "./api.js"
import { InvalidRequest, NotKept } from "./errors.js"
import * as Read from "./read.js"
import * as S from "./schemas.js"

/** Does with an instance what the API says. All bodies are read here, because the library's errors repeat what it read. */
export const layer = (instance: Instance.Service) =>
  HttpApiBuilder.group(Api, "control", (handlers) =>
    handlers
      .handle("world", () =>
        Effect.all({ users: instance.users, apiKeys: instance.apiKeys, teams: instance.teams })
      )
      .handleRaw("requests", () =>
        Effect.flatMap(readQuery, ({ after = 0, limit }) =>
          Effect.map(instance.requests, (entries) => {
            const first = entries.findIndex(({ id }) => id > after)
            return first < 0 ? [] : entries.slice(first, limit === undefined ? undefined : first + limit)
          })
        )
      )
      .handle("faults", () => instance.faults)
      .handleRaw("inject", () => Effect.flatMap(readFaults, (faults) => instance.inject(...faults)))
      .handle("clearFaults", () => instance.clearFaults)
      .handle("snapshot", () => instance.snapshot)
      .handleRaw("restore", () =>
        Effect.flatMap(readSnapshot, (snapshot) => kept(instance.restore(snapshot)))
      )
      .handle("reset", () => kept(instance.reset))
      .handle("clock", () => now(instance))
      .handleRaw("moveClock", () =>
        Effect.flatMap(readMove, (move) => Effect.zipRight(moveClock(instance, move), now(instance)))
      )
      .handleRaw("session", () =>
        Effect.flatMap(readSession, ({ username }) =>
          instance.session(username).pipe(
            Effect.map((apiKey) => ({ username, apiKey })),
            // A key that was taken for a name is not repeated.
            Effect.mapError(() => new UnknownUser({ username: scrub(username, []) }))
          )
        )
      )
  )

const readQuery = Read.query(S.RequestsQuery)
const readFaults = Read.body(S.Faults)
const readSnapshot = Read.body(S.Snapshot)
const readMove = Read.body(S.Move)
const readSession = Read.body(S.SessionRequest)

/** What keeps a change from being kept is a defect in process, where whoever keeps it is the one to ask. */
const kept = <E>(change: Effect.Effect<void, E>): Effect.Effect<void, E | NotKept> =>
  Effect.catchAllDefect(change, (defect) =>
    Predicate.hasProperty(defect, "message") && Predicate.isString(defect.message)
      ? new NotKept({ reason: defect.message })
      : Effect.die(defect)
  )

const now = ({ clock }: Instance.Service) => Effect.map(clock.now, (now) => ({ now }))

const moveClock = (
  { clock }: Instance.Service,
  { adjust = Duration.zero, setTime }: typeof S.Move.Type
): Effect.Effect<void, InvalidRequest> =>
  setTime === undefined
    ? Effect.flatMap(clock.now, (now) =>
        now + Duration.toMillis(adjust) <= lastTime ? clock.adjust(adjust) : tooFar
      )
    : clock.setTime(setTime)

const tooFar = new InvalidRequest({
  problems: [{ field: "adjust", reason: "the clock ends before that, in the year 275760" }]
})
