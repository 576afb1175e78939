import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Ref from "effect/Ref"
import type { Redacted } from "effect/Redacted"
import type { Seed } from "../Seed.js"
import * as Answer from "./answer.js"
import * as Call from "./call.js"
import * as Documents from "./documents.js"
import * as Entropy from "./entropy.js"
import { type ConnectionLost, InvalidSeed, UnknownUser } from "./errors.js"
import { authenticate, execute } from "./execute.js"
import * as Faults from "./faults.js"
import * as Keys from "./keys.js"
import * as Log from "./log.js"
import * as Seeding from "./seeding.js"
import * as Survey from "./survey.js"
import * as Edit from "./edits.js"
import * as World from "./world.js"

const now = Effect.map(Clock.currentTimeMillis, (millis) => new Date(millis).toISOString())

/** How an instance starts and behaves, with all defaults filled in. */
export interface Settings {
  readonly seed: Seed
  readonly adminKey: Redacted<string> | undefined
  readonly keepSecrets: boolean
  readonly maxPageSize: number
  readonly bulkLookups: boolean
  readonly randomSeed: string | number | undefined
}

export const make = Effect.fnUntraced(function* (settings: Settings) {
  const { seed, adminKey, keepSecrets, maxPageSize, bulkLookups, randomSeed } = settings
  if (!Number.isInteger(maxPageSize) || maxPageSize < 1) {
    return yield* new InvalidSeed({ field: "maxPageSize", reason: "a page holds one edge at least" })
  }
  const entropy =
    randomSeed === undefined ? Entropy.draw : Effect.withRandom(Entropy.draw, Random.make(randomSeed))

  const beginning = { now: yield* now, entropy: yield* entropy, keepSecrets, adminKey }
  const seeded = yield* Seeding.make(seed, beginning)
  const world = yield* Ref.make(seeded.world)
  const faults = yield* Faults.make(beginning.entropy)
  const log = yield* Log.make
  const documents = bulkLookups ? Documents.current : Documents.withoutBulkLookups()

  const answer = Effect.fnUntraced(function* (call: Call.Call) {
    const { schema } = documents
    const circumstances = { now: yield* now, entropy: yield* entropy, keepSecrets, maxPageSize, schema }
    return yield* Ref.modify(world, (before) => execute(before, call, circumstances))
  })

  const serve = Effect.fnUntraced(function* (call: Call.Call) {
    const at = yield* now
    const user = authenticate(yield* Ref.get(world), call.credentials)
    const fault = yield* faults.take(call.operation)
    const execution = Option.match(fault, {
      onNone: (): Effect.Effect<Answer.Answer, ConnectionLost> => answer(call),
      onSome: (fault) => Faults.befall(fault, answer(call))
    })
    return yield* Effect.onExit(execution, (exit) =>
      log.record({
        at,
        ...Log.describe(call),
        username: Option.getOrNull(Option.map(user, ({ username }) => username)),
        status: Exit.isSuccess(exit) ? exit.value.status : null,
        ...(Option.isSome(fault) ? { fault: fault.value._tag } : {})
      })
    )
  })

  const handle = (request: Request): Effect.Effect<Response, ConnectionLost> => {
    if (!new URL(request.url).pathname.endsWith("/graphql")) {
      return Effect.succeed(Answer.toResponse(Answer.text(404, "not found")))
    }
    if (request.method !== "POST") {
      return Effect.succeed(Answer.toResponse(Answer.text(405, "method not allowed")))
    }
    return Effect.promise(() => request.text()).pipe(
      Effect.flatMap((text) => serve(Call.make(request.headers, text, documents))),
      Effect.map(Answer.toResponse)
    )
  }

  const session = (username: string): Effect.Effect<Redacted<string>, UnknownUser> =>
    Effect.flatten(Ref.modify(world, (before) => openSession(before, username, beginning.entropy)))

  return {
    handle,
    users: Effect.map(Ref.get(world), Survey.users),
    apiKeys: Effect.map(Ref.get(world), Survey.apiKeys),
    teams: Effect.map(Ref.get(world), Survey.teams),
    requests: log.entries,
    adminKey: seeded.adminKey,
    session,
    inject: faults.inject,
    clearFaults: faults.clear
  }
})

/** The credential is made of the instance's first entropy, so that it is the same one each time. */
const openSession = (
  world: World.World,
  username: string,
  entropy: Entropy.Entropy
): readonly [Effect.Effect<Redacted<string>, UnknownUser>, World.World] =>
  Option.match(World.userByName(world, username), {
    onNone: () => [new UnknownUser({ username }), world],
    onSome: (user) => {
      const secret = Keys.make(entropy, `session/${user.id}`)
      return [Effect.succeed(secret), Edit.addCredential(world, user, secret)]
    }
  })
