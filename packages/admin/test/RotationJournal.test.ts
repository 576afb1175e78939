import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import * as RotationJournal from "@effect-wandb/admin/RotationJournal"
import { ApiKey, User } from "@effect-wandb/core"
import { KeyValueStore } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { assertEquals, assertNone, assertSome, deepStrictEqual } from "@effect/vitest/utils"
import { DateTime, Duration, Effect, Layer, Option } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { withJournalOn } from "./rotationKills.js"

const keyNamed = (name: string) =>
  new ApiKey.ApiKey({
    id: ApiKey.ApiKeyId.make(`id of ${name}`),
    name: ApiKey.nameFrom(name),
    description: Option.none()
  })

const planned = (id: string) =>
  new KeyRotation.Planned({
    id: ApiKey.ApiKeyRef.make(id),
    owner: "ada",
    ownerId: User.UserId.make("user 1"),
    old: keyNamed("old"),
    description: Option.some("laptop"),
    overlap: Duration.minutes(1),
    startedAt: DateTime.unsafeMake(0),
    run: "run",
    place: Option.some("file /run/key")
  })

/** The same rotation, a step further. */
const created = (id: string) => new KeyRotation.Created({ ...planOf(planned(id)), key: keyNamed("new") })

const done = (id: string) =>
  new KeyRotation.Done({
    ...planOf(planned(id)),
    key: keyNamed("new"),
    finishedAt: DateTime.unsafeMake(1)
  })

const planOf = ({ _tag, ...plan }: KeyRotation.Planned) => plan

/** Puts a state in the place of whatever the rotation has. */
const put = (state: KeyRotation.State) =>
  Effect.flatMap(RotationJournal.RotationJournal, (journal) =>
    Effect.flatMap(journal.get(state.id), (before) => journal.put(state, before))
  ).pipe(Effect.catchTag("RotationTakenOver", Effect.die))
const get = (id: string) => Effect.flatMap(RotationJournal.RotationJournal, (journal) => journal.get(id))
const list = Effect.flatMap(RotationJournal.RotationJournal, (journal) => journal.list)
const ids = Effect.map(list, (states) => states.map(({ id }): string => id))

/** A program with a journal in the given files; each time it is another journal. */
const withFiles = (files: Map<string, string>, options?: RotationJournal.RotationJournal.Options) =>
  withJournalOn(files, Effect.void, RotationJournal.layerKeyValueStore(options))

/** The one text that differs, cut in half. */
const cutOff = (files: Map<string, string>, name: string) =>
  files.set(name, files.get(name)?.slice(0, 40) ?? "")

const problem = <A, R>(program: Effect.Effect<A, RotationJournal.JournalFailed, R>) =>
  Effect.map(Effect.flip(program), (error) => error.problem)

describe("RotationJournal.layerMemory", () => {
  it.effect("gives the last state of each rotation, in the order in which they were begun", () =>
    Effect.gen(function* () {
      assertNone(yield* get("a"))
      deepStrictEqual(yield* list, [])
      yield* put(planned("a"))
      yield* put(planned("b"))
      yield* put(created("a"))
      assertSome(yield* get("a"), created("a"))
      assertEquals((yield* list)[0], created("a"))
      deepStrictEqual(yield* ids, ["a", "b"])
    }).pipe(Effect.provide(RotationJournal.layerMemory))
  )

  it.effect("puts a state in the place of the one that is expected alone", () =>
    Effect.gen(function* () {
      const journal = yield* RotationJournal.RotationJournal
      const refused = (before: Option.Option<KeyRotation.State>) =>
        Effect.map(Effect.flip(journal.put(created("a"), before)), ({ _tag }) => _tag)
      deepStrictEqual(yield* refused(Option.some(planned("a"))), "RotationTakenOver")
      yield* journal.put(planned("a"), Option.none())
      deepStrictEqual(yield* refused(Option.none()), "RotationTakenOver")
      const others = new KeyRotation.Planned({ ...planned("a"), run: "another" })
      deepStrictEqual(yield* refused(Option.some(others)), "RotationTakenOver")
      assertSome(yield* get("a"), planned("a"))
      yield* journal.put(created("a"), Option.some(planned("a")))
      assertSome(yield* get("a"), created("a"))
    }).pipe(Effect.provide(RotationJournal.layerMemory))
  )

  it.effect("is another journal each time it is built", () =>
    Effect.gen(function* () {
      yield* Effect.provide(put(planned("a")), RotationJournal.layerMemory)
      deepStrictEqual(yield* Effect.provide(list, RotationJournal.layerMemory), [])
    })
  )
})

describe("RotationJournal.layerKeyValueStore", () => {
  it.effect("keeps the journal in a directory", () =>
    Effect.gen(function* () {
      const directory = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "rotations-"))),
        (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
      )
      const withDirectory = <A, E>(program: Effect.Effect<A, E, RotationJournal.RotationJournal>) =>
        Effect.provide(
          program,
          RotationJournal.layerKeyValueStore({ keep: 1 }).pipe(
            Layer.provide(KeyValueStore.layerFileSystem(join(directory, "journal"))),
            Layer.provide(NodeContext.layer)
          )
        )
      yield* withDirectory(put(planned("a")))
      yield* withDirectory(put(done("a")))
      assertSome(yield* withDirectory(get("a")), done("a"))
      yield* withDirectory(put(done("b")))
      deepStrictEqual(yield* withDirectory(ids), ["b"])
    }).pipe(Effect.scoped)
  )

  it.effect("forgets the oldest finished rotations, and none that is not finished", () =>
    Effect.gen(function* () {
      const files = new Map<string, string>()
      yield* Effect.forEach([planned("a"), done("b"), planned("c"), done("d"), done("e")], put).pipe(
        withFiles(files, { keep: 2 })
      )
      deepStrictEqual(yield* withFiles(files)(ids), ["a", "c", "d", "e"])
      assert.isFalse([...files.keys()].some((name) => name.startsWith("rotation.b")))
    })
  )

  it.effect("falls back to the state before when a write was cut off", () =>
    Effect.gen(function* () {
      const files = new Map<string, string>()
      yield* withFiles(files)(Effect.zipRight(put(planned("a")), put(created("a"))))
      cutOff(files, "rotation.a.b")
      assertSome(yield* withFiles(files)(get("a")), planned("a"))
      yield* withFiles(files)(put(created("a")))
      assertSome(yield* withFiles(files)(get("a")), created("a"))
      yield* withFiles(files)(put(done("a")))
      cutOff(files, "rotation.a.a")
      assertSome(yield* withFiles(files)(get("a")), created("a"))
    })
  )

  it.effect("takes a rotation whose very first write was cut off for never begun", () =>
    Effect.gen(function* () {
      const files = new Map([
        ["rotation.a.a", '{"version":1,"sequ'],
        ["rotations.a", ""]
      ])
      assertNone(yield* withFiles(files)(get("a")))
      deepStrictEqual(yield* withFiles(files)(list), [])
      yield* withFiles(files)(put(planned("a")))
      deepStrictEqual(yield* withFiles(files)(ids), ["a"])
    })
  )

  it.effect("takes nothing that it cannot understand for absent", () =>
    Effect.gen(function* () {
      const files = new Map<string, string>()
      yield* withFiles(files)(Effect.zipRight(put(planned("a")), put(created("a"))))
      files.set("rotation.a.a", '"something else"\n')
      assertSome(yield* withFiles(files)(get("a")), created("a"))
      cutOff(files, "rotation.a.b")
      assert.include(yield* problem(withFiles(files)(get("a"))), "neither rotation.a.a nor rotation.a.b")
      assert.include(yield* problem(withFiles(files)(list)), "neither rotation.a.a nor rotation.a.b")
      assert.include(yield* problem(withFiles(files)(put(done("a")))), "neither rotation.a.a")
    })
  )

  it.effect("takes a first text that is whole and no entry for nothing that was cut off", () =>
    Effect.gen(function* () {
      const files = new Map([["rotation.a.a", "[]\n"]])
      assert.include(yield* problem(withFiles(files)(get("a"))), "neither rotation.a.a nor rotation.a.b")
    })
  )

  it.effect("does not read an older state past what a later version has written", () =>
    Effect.gen(function* () {
      const files = new Map<string, string>()
      yield* withFiles(files)(put(planned("a")))
      files.set("rotation.a.b", '{"version":2,"anything":[]}\n')
      const error = yield* Effect.flip(withFiles(files)(get("a")))
      assert.include(error, { operation: "get", id: "a" })
      assert.include(error.message, "a later version")
      assert.include(yield* problem(withFiles(files)(put(created("a")))), "a later version")
    })
  )

  it.effect("says what the store says when it fails", () =>
    Effect.gen(function* () {
      const readOnly = Layer.effect(
        KeyValueStore.KeyValueStore,
        Effect.map(KeyValueStore.KeyValueStore, (store) => ({
          ...store,
          set: () => Effect.flatMap(store.set("", ""), () => Effect.dieMessage("written"))
        }))
      ).pipe(Layer.provide(KeyValueStore.layerFileSystem(tmpdir())), Layer.provide(NodeContext.layer))
      const error = yield* put(planned("a")).pipe(
        Effect.flip,
        Effect.provide(RotationJournal.layerKeyValueStore().pipe(Layer.provide(readOnly)))
      )
      assert.include(error, { _tag: "JournalFailed", operation: "put", id: "a" })
      assert.include(error.message, "Key must not be empty")
    })
  )
})
