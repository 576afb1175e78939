import { KeyRotation, RotationJournal } from "@effect-wandb/admin"
import { ApiKeys, Users } from "@effect-wandb/core"
import { WandbTest } from "@effect-wandb/testing"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Duration, Effect, Layer, Option, Order, Ref, TestClock } from "effect"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

const drawing = readFileSync(`${root}docs/images/rotation.svg`, "utf8")
const drawn = [...drawing.matchAll(/data-from="(\w+)" data-to="(\w+)"/g)].map(
  ([, from, to]) => `${from} → ${to}`
)

/** A journal that notes each way from one state to another. */
const journal = (ways: Ref.Ref<ReadonlySet<string>>) =>
  Layer.effect(
    RotationJournal.RotationJournal,
    Effect.map(RotationJournal.RotationJournal, (journal) => ({
      ...journal,
      put: (state: KeyRotation.State, before: Option.Option<KeyRotation.State>) =>
        Effect.zipRight(
          journal.put(state, before),
          Ref.update(ways, (ways) =>
            Option.match(before, {
              onNone: () => ways,
              onSome: ({ _tag }) =>
                _tag === state._tag ? ways : new Set([...ways, `${_tag} → ${state._tag}`])
            })
          )
        )
    }))
  ).pipe(Layer.provide(RotationJournal.layerMemory))

const store = () => Effect.void
const hour = Duration.hours(1)

/** Rotates the key for exports until a state is reached, in which the program is killed. */
const until = (tag: KeyRotation.State["_tag"], overlap = hour) =>
  Effect.gen(function* () {
    const keys = yield* Effect.flatMap(Users.viewer, ApiKeys.list)
    const old = keys.find(({ description }) =>
      Option.exists(description, (text) => text.startsWith("export"))
    )
    yield* KeyRotation.rotate({
      old: old ?? assert.fail("there is no key to rotate"),
      overlap,
      wait: false,
      store,
      onState: ({ _tag }) => (_tag === tag ? Effect.interrupt : Effect.void)
    }).pipe(Effect.exit)
    const [state] = yield* KeyRotation.unfinished
    return state ?? assert.fail("nothing is to be gone on with")
  })

/** Resumes a rotation of which the new key is gone. */
const resumeWithout = (state: KeyRotation.Unfinished) =>
  Effect.gen(function* () {
    if ("key" in state) yield* ApiKeys.deleteById(state.key.id)
    return yield* KeyRotation.resume(state.id, { store, wait: false })
  })

/** Goes every way that there is. */
const everywhere = Effect.gen(function* () {
  for (const tag of ["Planned", "Created", "Stored", "Verified", "Overlapping"] as const) {
    assert.strictEqual((yield* KeyRotation.rollBack((yield* until(tag)).id))._tag, "RolledBack")
  }
  for (const tag of ["Created", "Stored", "Verified"] as const) {
    assert.strictEqual((yield* resumeWithout(yield* until(tag, Duration.zero)))._tag, "Done")
  }
  const overlapping = yield* until("Overlapping")
  yield* TestClock.adjust(hour)
  const again = yield* resumeWithout(overlapping)
  assert.strictEqual(again._tag, "Overlapping")
  yield* TestClock.adjust(hour)
  assert.strictEqual((yield* KeyRotation.resume(again.id, { store }))._tag, "Done")
})

describe("the diagrams", () => {
  it("are what is drawn of the packages and of the code now", () => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/diagrams/draw.mjs", "--check"], {
      cwd: root,
      encoding: "utf8"
    })
    deepStrictEqual([stderr, status], ["", 0])
  })

  it("show each state of a rotation", () =>
    deepStrictEqual(
      new Set(drawn.flatMap((way) => way.split(" → "))),
      new Set(KeyRotation.State.members.map(({ _tag }) => _tag))
    ))

  it.effect("show the ways that rotations go, and no other", () =>
    Effect.gen(function* () {
      const ways = yield* Ref.make<ReadonlySet<string>>(new Set())
      yield* Effect.provide(everywhere, journal(ways))
      deepStrictEqual(Arr.sort(yield* Ref.get(ways), Order.string), Arr.sort(drawn, Order.string))
    }).pipe(
      Effect.provide(
        WandbTest.layer({ users: [{ username: "root", admin: true, apiKeys: [{ description: "export" }] }] })
      )
    )
  )
})
