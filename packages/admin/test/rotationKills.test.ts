import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import * as RotationJournal from "@effect-wandb/admin/RotationJournal"
import { ApiKey, ApiKeySecret, Credentials } from "@effect-wandb/core"
import { WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { Clock, type Duration, Effect, Option, Redacted } from "effect"
import { cutOffAt, eventful, type Event, type Kind, withJournalOn } from "./rotationKills.js"
import { makeMock } from "./rotationMock.js"
import { keysOf, ownKey, seed } from "./rotationWorld.js"

/** A place with a rotation in it that is cut off again and again. */
interface Scene {
  readonly files: Map<string, string>
  readonly oldId: string
  readonly oldSecret: ApiKeySecret.ApiKeySecret
  /** Another key of the same user. */
  readonly otherSecret: ApiKeySecret.ApiKeySecret
  /** What the store holds: the old key at first. */
  stored: ApiKeySecret.ApiKeySecret
  readonly overlap: Duration.DurationInput
  now: number
}

/** As whom the program runs each time, and whether it can read the new key back. */
type Way = "the old key, and the store can be read" | "whatever the store holds" | "another key of the user"

const ways: ReadonlyArray<Way> = [
  "the old key, and the store can be read",
  "whatever the store holds",
  "another key of the user"
]

/** What a person would start, and start again: it resumes what is not finished, or else begins. */
const program = (scene: Scene, way: Way, event: Event) => {
  const options = {
    store: (key: ApiKey.GeneratedApiKey) =>
      Effect.zipRight(
        event,
        Effect.zipRight(
          Effect.sync(() => {
            scene.stored = key.secret
          }),
          event
        )
      ),
    wait: false,
    ...(way === ways[0] && { load: () => Effect.sync(() => scene.stored) })
  }
  const secret = way === ways[0] ? scene.oldSecret : way === ways[1] ? scene.stored : scene.otherSecret
  return Effect.gen(function* () {
    const journal = yield* RotationJournal.RotationJournal
    const [state] = yield* journal.list
    if (state === undefined) {
      const old = new ApiKey.ApiKey({
        id: ApiKey.ApiKeyId.make(scene.oldId),
        name: ApiKey.nameFrom("old"),
        description: Option.none()
      })
      return yield* KeyRotation.rotate({ ...options, old, overlap: scene.overlap })
    }
    return yield* KeyRotation.resume(state.id, options)
  }).pipe(Credentials.actAs(secret), eventful(event), withJournalOn(scene.files, event))
}

interface Live {
  readonly id: string
  readonly description: string
}

/** A clock that is moved by hand and never waits: that of a test waits in real time each time it is moved. */
const clockOf = (scene: Scene): Clock.Clock => ({
  [Clock.ClockTypeId]: Clock.ClockTypeId,
  unsafeCurrentTimeMillis: () => scene.now,
  unsafeCurrentTimeNanos: () => BigInt(scene.now) * 1_000_000n,
  currentTimeMillis: Effect.sync(() => scene.now),
  currentTimeNanos: Effect.sync(() => BigInt(scene.now) * 1_000_000n),
  sleep: () => Effect.dieMessage("Nothing here shall wait.")
})

/** What has to hold whenever nothing runs. */
const expectSafe = (scene: Scene, way: Way, live: ReadonlyArray<Live>, storedId: string | undefined) =>
  Effect.gen(function* () {
    const marked = live.filter(({ description }) => description.includes("[ref "))
    assert.isAtMost(marked.length, 1, "two replacement keys are alive")
    const [state] = yield* Effect.flatMap(RotationJournal.RotationJournal, ({ list }) => list).pipe(
      withJournalOn(scene.files)
    )
    const isStoredAlive = live.some(({ id }) => id === storedId)
    if (!live.some(({ id }) => id === scene.oldId)) {
      assert.include(["Verified", "Overlapping", "Done"], state?._tag)
      assert.isTrue(isStoredAlive, "the old key is gone and the stored one does not work")
    }
    // Whoever reads the store finds a key that works, where the new one can be found again.
    if (way !== ways[2]) assert.isTrue(isStoredAlive, "the store holds a key that does not work")
    const written = [...scene.files.values()].join("\n")
    assert.notInclude(written, Redacted.value(scene.stored).slice(20, 40))
    return state
  })

/** Cuts the program off at the given events, one after the other, and lets it run to its end then. */
const cutOff = <R>(
  scene: Scene,
  way: Way,
  kind: Kind,
  events: ReadonlyArray<number>,
  look: () => Effect.Effect<
    { readonly live: ReadonlyArray<Live>; readonly storedId: string | undefined },
    never,
    R
  >
) =>
  Effect.gen(function* () {
    let hasEnded = false
    for (const at of events) {
      const ended = yield* cutOffAt(kind, at, (event) => program(scene, way, event))
      hasEnded = Option.isSome(ended)
      const { live, storedId } = yield* look()
      yield* expectSafe(scene, way, live, storedId)
    }
    for (let round = 0; round < 4; round++) {
      const state = yield* program(scene, way, Effect.void)
      if (state._tag === "Done") break
      scene.now += 60_000
    }
    const { live, storedId } = yield* look()
    const state = yield* expectSafe(scene, way, live, storedId)
    assert.strictEqual(state?._tag, "Done")
    assert.isFalse(live.some(({ id }) => id === scene.oldId))
    assert.isTrue(live.some(({ id }) => id === storedId))
    return hasEnded
  })

const onMock = (way: Way, kind: Kind, events: ReadonlyArray<number>, overlap: Duration.DurationInput) =>
  Effect.suspend(() => {
    const mock = makeMock()
    const scene: Scene = {
      files: new Map(),
      oldId: mock.old.key.id,
      oldSecret: mock.old.secret,
      otherSecret: mock.other.secret,
      stored: mock.old.secret,
      overlap,
      now: 0
    }
    const look = () =>
      Effect.sync(() => ({
        live: mock.live().map(({ key: { description, id } }) => ({
          id,
          description: Option.getOrElse(description, () => "")
        })),
        storedId: mock.live().find(({ secret }) => Redacted.value(secret) === Redacted.value(scene.stored))
          ?.key.id
      }))
    return cutOff(scene, way, kind, events, look).pipe(
      Effect.provide(mock.layer),
      Effect.withClock(clockOf(scene))
    )
  })

const onEmulator = (way: Way, kind: Kind, events: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const { apiKey } = yield* Credentials.Credentials
    const old = yield* ownKey
    const oldSecret = yield* Effect.orDie(apiKey)
    const scene: Scene = {
      files: new Map(),
      oldId: old.id,
      oldSecret,
      otherSecret: yield* Effect.flatMap(WandbTest.WandbTest, (test) => test.credentialsOf("root")),
      stored: oldSecret,
      overlap: 0,
      now: 0
    }
    const look = () =>
      Effect.map(keysOf("root"), (keys) => ({
        live: keys.map(({ description, id }) => ({ id, description: description ?? "" })),
        storedId: keys.find(({ name }) => name === ApiKeySecret.publicName(scene.stored))?.id
      }))
    return yield* cutOff(scene, way, kind, events, look)
  }).pipe(Effect.provide(WandbTest.layer(seed)))

/**
 * Lets the rest of the process have its turn: fibers that follow each other give way to no timer and to no message, and
 * whoever runs the tests takes a worker that does not answer for lost.
 */
const others = Effect.async<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** Runs for each event, or each so many, until the program ends before it comes; gives how many runs there were. */
const forEachEvent = <E, R>(
  run: (at: number) => Effect.Effect<boolean, E, R>,
  { first = 0, step = 1 }: { readonly first?: number; readonly step?: number } = {}
) =>
  Effect.iterate(
    { runs: 0, hasEnded: false },
    {
      while: ({ hasEnded }) => !hasEnded,
      body: ({ runs }) =>
        Effect.map(Effect.zipLeft(run(first + runs * step), others), (hasEnded) => ({
          runs: runs + 1,
          hasEnded
        }))
    }
  ).pipe(Effect.map(({ runs }) => runs))

/** What a rotation does: each call, each step of storing, each write into the journal in three parts. */
const eventsOfARotation = 30

/** The same until the overlap, with which the first run ends. */
const eventsUntilTheOverlap = 26

/** `npm run campaign` cuts off at every pair of events in each way, `npm test` at one pair in so many, each in one way. */
const everySoMany = process.env.MODE === "campaign" ? 1 : 12
const inTurn = process.env.MODE === "campaign" ? 1 : ways.length

describe("A rotation that is cut off anywhere", () => {
  for (const [turn, way] of ways.entries()) {
    it.effect(`is finished when it is run again after a kill, as ${way}`, () =>
      Effect.gen(function* () {
        const runs = yield* forEachEvent((at) => onMock(way, "killed", [at], 0))
        assert.strictEqual(runs, eventsOfARotation + 1)
      })
    )

    it.effect(`is finished when it is run again after an interruption, as ${way}`, () =>
      Effect.gen(function* () {
        const runs = yield* forEachEvent((at) => onMock(way, "interrupted", [at], 0))
        assert.strictEqual(runs, eventsOfARotation + 1)
      })
    )

    it.effect(
      `is finished when it is run again after two kills, as ${way}`,
      () =>
        Effect.gen(function* () {
          for (let first = 0; first < eventsUntilTheOverlap; first++) {
            if (first % inTurn !== turn % inTurn) continue
            const start = { first: first % everySoMany, step: everySoMany }
            const runs = yield* forEachEvent(
              (second) => onMock(way, "killed", [first, second], "1 minute"),
              start
            )
            assert.isAbove(runs, 0)
          }
        }),
      120_000
    )
  }

  it.effect("is finished when it is run again after a kill, against a server", () =>
    Effect.gen(function* () {
      for (const [first, way] of ways.entries()) {
        yield* forEachEvent((at) => onEmulator(way, "killed", [at]), { first, step: ways.length })
      }
    })
  )
})
