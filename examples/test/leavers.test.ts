import { Users } from "@effect-wandb/core"
import { Arbitraries, Fault, WandbTest } from "@effect-wandb/testing"
import { Error as PlatformError, FileSystem, KeyValueStore } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Array as Arr, Effect, Exit, FastCheck, Layer, Option, Order, Ref } from "effect"
import * as Cases from "../leavers/src/cases.js"
import { drain } from "../leavers/src/consume.js"
import * as Inbox from "../leavers/src/Inbox.js"

const world = Layer.mergeAll(
  WandbTest.layer({
    users: [
      { username: "root", admin: true },
      { username: "ada", apiKeys: [{ description: "laptop" }, { description: "notebook" }] },
      { username: "grace" }
    ],
    teams: [{ name: "engine", members: [{ username: "ada", role: "admin" }, { username: "grace" }] }]
  }),
  Layer.provide(Cases.layer, KeyValueStore.layerMemory),
  NodeContext.layer
)

const ada = { email: "ada@example.com", successors: { engine: "grace" } }

/** Puts messages into the queue of a folder, works them off as often as is said, and gives the folder's looks. */
const queue = (...letters: ReadonlyArray<unknown>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped()
    const inbox = Inbox.layerFolder(folder)
    const names = (place: string) =>
      Effect.map(fs.readDirectory(`${folder}/${place}`), (found) => Arr.sort(found, Order.string))
    yield* Layer.build(inbox)
    yield* Effect.forEach(letters, (letter, index) =>
      fs.writeFileString(`${folder}/new/${index}.json`, JSON.stringify(letter))
    )
    return {
      inbox,
      drain: Effect.provide(drain, inbox),
      waiting: names("new"),
      done: names("done"),
      dead: names("dead"),
      why: (id: string) => fs.readFileString(`${folder}/dead/${id}.why`)
    }
  })

const outcomesOf = (id: string) =>
  Effect.map(Cases.caseOf(id), ({ outcomes }) => outcomes.map(({ _tag, step }) => `${_tag}: ${step._tag}`))

const whole = [
  "Done: DeleteApiKey",
  "Done: DeleteApiKey",
  "Done: HandOver",
  "Done: RemoveMember",
  "Done: DeleteUser"
]

/** How many changes were asked for: deletions of keys, and of the user. */
const changes = Effect.zipWith(
  WandbTest.requestsTo("deleteApiKey"),
  WandbTest.requestsTo("deleteUser"),
  (keys, users) => [keys.length, users.length]
)

describe("a leaver", () => {
  it.scoped("has nothing left, and the receipt is kept, also when the message comes twice", () =>
    Effect.gen(function* () {
      const { dead, done, drain, waiting } = yield* queue(ada, ada)
      yield* drain
      deepStrictEqual([yield* waiting, yield* done, yield* dead], [[], ["0.json", "1.json"], []])
      const { deletedAt } = yield* Users.get({ username: "ada" })
      assert.isTrue(Option.isSome(deletedAt))
      deepStrictEqual(yield* outcomesOf("0.json"), whole)
      deepStrictEqual(yield* outcomesOf("1.json"), [])
      deepStrictEqual(yield* changes, [2, 1])
    }).pipe(Effect.provide(world))
  )

  it.scoped("is known when the message comes again because it was acknowledged in vain", () =>
    Effect.gen(function* () {
      const { drain: again, inbox, waiting } = yield* queue(ada)
      const lost = new PlatformError.SystemError({
        module: "FileSystem",
        method: "rename",
        reason: "Busy"
      })
      const deaf = Layer.effect(
        Inbox.Inbox,
        Effect.map(Inbox.Inbox, (inbox) => ({ ...inbox, acknowledge: () => lost }))
      )
      assert.strictEqual(
        (yield* Effect.flip(Effect.provide(drain, Layer.provide(deaf, inbox))))._tag,
        "SystemError"
      )
      deepStrictEqual(yield* waiting, ["0.json"])
      const asked = (yield* WandbTest.requests).length
      yield* again
      deepStrictEqual([yield* waiting, yield* changes], [[], [2, 1]])
      assert.strictEqual((yield* WandbTest.requests).length, asked)
    }).pipe(Effect.provide(world))
  )

  it.scoped("is gone on with where a program was cut off", () =>
    Effect.gen(function* () {
      const writes = yield* Ref.make(3)
      const full = new PlatformError.SystemError({
        module: "KeyValueStore",
        method: "set",
        reason: "WriteZero"
      })
      const store = Layer.effect(
        KeyValueStore.KeyValueStore,
        Effect.map(KeyValueStore.KeyValueStore, (store): KeyValueStore.KeyValueStore => ({
          ...store,
          set: (key, value) =>
            Effect.flatMap(
              Ref.getAndUpdate(writes, (left) => left - 1),
              (left) => (left > 0 ? store.set(key, value) : full)
            )
        }))
      ).pipe(Layer.provide(KeyValueStore.layerMemory))

      const { done, drain, waiting } = yield* queue(ada)
      yield* Effect.gen(function* () {
        // The third step is taken and cannot be written down: no other follows.
        assert.isTrue(Exit.isFailure(yield* Effect.exit(drain)))
        deepStrictEqual([yield* waiting, yield* changes], [["0.json"], [2, 0]])
        yield* Ref.set(writes, Infinity)
        yield* drain
        deepStrictEqual([yield* done, yield* changes], [["0.json"], [2, 1]])
        deepStrictEqual(yield* outcomesOf("0.json"), [
          "Done: DeleteApiKey",
          "Done: DeleteApiKey",
          "Done: RemoveMember",
          "Done: DeleteUser"
        ])
      }).pipe(Effect.provide(Layer.provide(Cases.layer, store)))
    }).pipe(Effect.provide(world))
  )
})

describe("a message", () => {
  it.scoped("that a person has to decide about is put aside with the reason, and stops no other", () =>
    Effect.gen(function* () {
      const { dead, done, drain, why } = yield* queue(
        "nonsense",
        { email: "nobody@example.com" },
        { email: "root@example.com" },
        { ...ada, successors: { engine: "nobody" } },
        { email: "grace@example.com" }
      )
      yield* drain
      deepStrictEqual(yield* done, ["4.json"])
      deepStrictEqual((yield* dead).length, 8)
      const reasons = yield* Effect.forEach(["0", "1", "2", "3"], (id) => why(`${id}.json`))
      const words = ["Leaver", "No user", "credentials are in force", "no member"]
      for (const [index, word] of words.entries()) assert.include(reasons[index], word)
    }).pipe(Effect.provide(world))
  )

  it.scoped("that leaves something undone is put aside after the third time", () =>
    Effect.gen(function* () {
      const { dead, drain, waiting, why } = yield* queue({ email: "ada@example.com" })
      yield* drain
      deepStrictEqual(yield* waiting, ["0.json"])
      yield* drain
      yield* drain
      deepStrictEqual([yield* waiting, yield* dead], [[], ["0.json", "0.json.why"]])
      assert.include(yield* why("0.json"), "last admin")
      deepStrictEqual(yield* changes, [2, 1])
    }).pipe(Effect.provide(world))
  )

  it.scoped("stays while W&B does not answer, and while the service's own key is refused", () =>
    Effect.gen(function* () {
      const { done, drain, waiting } = yield* queue(ada)
      yield* WandbTest.inject(Fault.respond({ status: 503 }))
      yield* drain
      yield* WandbTest.inject(Fault.respond({ status: 401 }))
      assert.strictEqual((yield* Effect.flip(drain))._tag, "Unauthenticated")
      deepStrictEqual([yield* waiting, yield* changes], [["0.json"], [0, 0]])
      yield* drain
      deepStrictEqual(yield* done, ["0.json"])
    }).pipe(Effect.provide(world))
  )
})

it.effect.prop(
  "what W&B says decides whose turn it is",
  {
    error: FastCheck.oneof(
      Arbitraries.errors.RequestFailed,
      Arbitraries.errors.UnexpectedResponse,
      Arbitraries.errors.UserNotFound,
      Arbitraries.errors.InvalidInput
    )
  },
  ({ error }) =>
    Effect.gen(function* () {
      const { dead, drain, waiting } = yield* queue(ada)
      yield* drain
      const isForPeople = error._tag === "UserNotFound" || error._tag === "InvalidInput"
      deepStrictEqual(
        [yield* waiting, yield* dead],
        isForPeople ? [[], ["0.json", "0.json.why"]] : [["0.json"], []]
      )
    }).pipe(
      Effect.provide([
        WandbTest.layerMock({ users: { get: () => Effect.fail(error) } }),
        Layer.provide(Cases.layer, KeyValueStore.layerMemory),
        NodeContext.layer
      ]),
      Effect.scoped
    ),
  { fastCheck: { numRuns: 8 } }
)
