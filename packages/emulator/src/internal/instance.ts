import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import type { Redacted } from "effect/Redacted"
import type { Fault } from "../Fault.js"
import type { Seed } from "../Seed.js"
import type { Snapshot } from "../Snapshot.js"
import * as Answer from "./answer.js"
import * as Beginning from "./beginning.js"
import type { Call } from "./call.js"
import * as MovableClock from "./clock.js"
import * as Documents from "./documents.js"
import * as Entropy from "./entropy.js"
import { InvalidSeed, UnknownUser } from "./errors.js"
import { execute } from "./execute.js"
import * as Faults from "./faults.js"
import { fromWeb, type Incoming } from "./incoming.js"
import * as Journal from "./journal.js"
import * as Keeping from "./keeping.js"
import type { Mode } from "./mode.js"
import * as Serving from "./serving.js"
import * as Sessions from "./sessions.js"
import { stamp } from "./stamp.js"
import * as Snapshots from "./snapshots.js"
import * as Survey from "./survey.js"
import * as World from "./world.js"

/** The options with all defaults filled in. */
export interface Settings {
  readonly seed?: Seed | undefined
  readonly snapshot?: Snapshot | undefined
  readonly adminKey?: Redacted<string> | undefined
  readonly randomSeed?: string | number | undefined
  readonly save?: Keeping.Save | undefined
  readonly mode: Mode
  readonly maxPageSize: number
  readonly bulkLookups: boolean
  readonly introspection: boolean
  /** Where the clock stands still, in milliseconds. */
  readonly time: number | undefined
}

/** What changes in an instance: its world, by how many changes it came to be, and who is let in beside it. */
interface State {
  readonly world: World.World
  readonly changes: number
  readonly sessions: Sessions.Sessions
}

export const make = Effect.fnUntraced(function* (settings: Settings) {
  yield* check(settings)
  const { mode, maxPageSize, randomSeed, save } = settings
  const clock = MovableClock.make(settings.time)
  const now = Effect.clockWith((base) => Effect.succeed(clock.now(base)))
  const entropy =
    randomSeed === undefined
      ? yield* Entropy.draw
      : yield* Effect.withRandom(Entropy.draw, Random.make(randomSeed))
  const circumstances = { now: stamp(yield* now), entropy, mode, adminKey: settings.adminKey }
  const beginning =
    settings.snapshot === undefined
      ? yield* Beginning.fromSeed(settings.seed ?? {}, circumstances)
      : yield* Beginning.fromSnapshot(settings.snapshot, circumstances)

  const state = MutableRef.make<State>({ ...beginning, changes: 0 })
  const documents = Documents.reader(settings)
  const faults = Faults.make(entropy)
  const journal = Journal.make()

  // How often the instance was reset, and how many requests took effect since: each has randomness of its own.
  const drawn = { resets: 0, acts: 0 }
  const nextEntropy = () => `${entropy}/${randomSeed === undefined ? drawn.resets : "again"}/${++drawn.acts}`

  const become = (world: World.World) => {
    MutableRef.update(state, (before) => ({ ...before, world, changes: before.changes + 1 }))
  }

  const act = (call: Call, user: Option.Option<World.User>, millis: number): Answer.Answer => {
    const { world } = MutableRef.get(state)
    const [answer, after] = execute(world, call, user, {
      now: stamp(millis),
      entropy: nextEntropy(),
      mode,
      maxPageSize,
      schema: documents().schema
    })
    if (after !== world) become(after)
    return answer
  }

  /** In one step: a world that is older than its number would pass for one that is kept. */
  const version = Effect.map(now, (millis) => {
    const { changes, world } = MutableRef.get(state)
    return { number: changes, snapshot: Snapshots.take(world, stamp(millis)) }
  })
  const snapshot = Effect.map(version, ({ snapshot }) => snapshot)
  const keep = save === undefined ? undefined : Keeping.make(save, version)

  const serve = Serving.make({
    documents,
    faults,
    journal,
    clock,
    authenticate: ({ credentials }) => {
      const { sessions, world } = MutableRef.get(state)
      return Sessions.authenticate(world, sessions, credentials)
    },
    act,
    kept:
      keep === undefined
        ? undefined
        : (answer) =>
            Effect.match(keep(MutableRef.get(state).changes), {
              onFailure: ({ message }) => Answer.error(503, `the world could not be kept: ${message}`),
              onSuccess: () => answer
            })
  })

  /** What is done from outside is kept too; where it cannot be, it is an error of whoever keeps it. */
  const change = (world: World.World) =>
    Effect.suspend(() => {
      become(world)
      return keep === undefined ? Effect.void : Effect.orDie(keep(MutableRef.get(state).changes))
    })

  /** Looks into the world; what was seen is remembered until the world is another, for those who look again and again. */
  const look = <A>(survey: (world: World.World) => A): Effect.Effect<A> => {
    let seen: { readonly world: World.World; readonly found: A } | undefined
    return Effect.sync(() => {
      const { world } = MutableRef.get(state)
      if (seen?.world !== world) seen = { world, found: survey(world) }
      return seen.found
    })
  }

  const answer = (incoming: Incoming, clock?: Clock.Clock) =>
    clock === undefined ? Effect.clockWith((own) => serve(incoming, own)) : serve(incoming, clock)

  return {
    answer,
    handle: (request: Request) =>
      Effect.promise(() => request.text()).pipe(
        Effect.flatMap((body) => answer(fromWeb(request, body))),
        Effect.flatMap(Answer.toResponse)
      ),
    users: look(Survey.users),
    apiKeys: look(Survey.apiKeys),
    teams: look(Survey.teams),
    requests: Effect.sync(journal.entries),
    adminKey: beginning.adminKey,
    session: (username: string) =>
      Effect.suspend(() => {
        const { sessions, world } = MutableRef.get(state)
        if (Option.isNone(World.userByName(world, username))) return new UnknownUser({ username })
        const secret = Beginning.sessionOf(username, circumstances)
        MutableRef.update(state, (before) => ({
          ...before,
          sessions: Sessions.open(sessions, username, secret)
        }))
        return Effect.succeed(secret)
      }),
    inject: (...injected: ReadonlyArray<Fault>) => Effect.sync(() => faults.inject(injected)),
    clearFaults: Effect.sync(faults.clear),
    faults: Effect.sync(faults.waiting),
    snapshot,
    restore: (snapshot: Snapshot) => Effect.flatMap(Snapshots.restore(snapshot), change),
    reset: Effect.suspend(() => {
      faults.reset()
      journal.clear()
      clock.reset()
      drawn.resets++
      drawn.acts = 0
      return change(beginning.world)
    }),
    clock: {
      now,
      adjust: (duration: Duration.DurationInput) => clock.adjust(Duration.decode(duration)),
      setTime: clock.setTime
    }
  }
})

const invalid = (field: string, reason: string) => Either.left(new InvalidSeed({ field, reason }))

const check = ({ maxPageSize, mode, seed, snapshot, time }: Settings): Either.Either<void, InvalidSeed> => {
  if (!Number.isInteger(maxPageSize) || maxPageSize < 1) {
    return invalid("maxPageSize", "a page holds one edge at least")
  }
  if (time !== undefined && Number.isNaN(time)) {
    return invalid("time", 'a time is written as in "2026-01-31T12:00:00Z"')
  }
  if (seed !== undefined && snapshot !== undefined) {
    return invalid("snapshot", "a world begins with a seed or with a snapshot")
  }
  if (mode.deployment === "multi-tenant" && mode.keyCreation === "disabled") {
    return invalid("keyCreation", "only self-managed servers can refuse to create keys")
  }
  return Either.void
}
