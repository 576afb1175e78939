import { KeyAudit } from "@effect-wandb/admin"
import { Users } from "@effect-wandb/core"
import { Arbitraries, Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, FastCheck, Layer, Number, Option, Schema, Stream } from "effect"
import { audit } from "../audit/src/audit.js"
import type { Format } from "../audit/src/formats.js"

/** Reports into a folder of its own, and gives how that ended and what is in the folder then. */
const reported = (format: Format, before = "") =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const file = `${yield* fs.makeTempDirectoryScoped()}/keys`
    yield* fs.writeFileString(file, before)
    const ended = yield* Canary.expectNoKeys(Effect.either(audit({ file, format })))
    return { ended, text: yield* fs.readFileString(file) }
  })

const world = (description: string) =>
  Layer.merge(
    WandbTest.layer({
      users: [
        { username: "root", admin: true },
        { username: "ada", apiKeys: [{ description: "laptop" }, { description }] }
      ],
      teams: [{ name: "engine", members: [{ username: "root", role: "admin" }, { username: "ada" }] }]
    }),
    NodeContext.layer
  )

const Rows = Schema.Array(Schema.parseJson(KeyAudit.Entry))
const rowsOf = (text: string) => Schema.decodeUnknown(Rows)(text.split("\n").filter((row) => row !== ""))

describe("the audit", () => {
  it.scoped("writes every key with what is wrong about it, and fails because something is", () =>
    Effect.gen(function* () {
      const { ended, text } = yield* reported("ndjson")
      const rows = (yield* rowsOf(text)).filter(({ owner }) => owner === "ada")
      deepStrictEqual(
        rows.map(({ findings }) => findings),
        [["severalKeys"], ["noDescription", "severalKeys"]]
      )
      const message = ended._tag === "Left" && ended.left._tag === "FindingsFound" ? ended.left.message : ""
      assert.include(message, "- 2: the owner has more keys than are allowed")
    }).pipe(Effect.provide(world("")))
  )

  it.scoped("writes tables that a spreadsheet takes for what they are", () =>
    Effect.gen(function* () {
      const { text } = yield* reported("csv")
      const [head, ...rows] = text.trimEnd().split("\r\n")
      assert.match(head ?? "", /^owner,email,.*,description,findings$/)
      assert.match(rows.at(-1) ?? "", /^ada,ada@example.com,.*,engine,.*,"'=1\+1,""x""",severalKeys$/)
    }).pipe(Effect.provide(world('=1+1,"x"')))
  )

  it.scoped("leaves the report before it where it cannot be made", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respond({ status: 503 }))
      const { ended, text } = yield* reported("csv", "that of yesterday")
      assert.strictEqual(ended._tag === "Left" && ended.left._tag, "RequestFailed")
      assert.strictEqual(text, "that of yesterday")
    }).pipe(Effect.provide(world("")))
  )

  it.effect.prop(
    "finds something in what it has written, or nothing, whoever there is",
    { users: FastCheck.array(Arbitraries.user, { maxLength: 3 }) },
    ({ users }) =>
      Effect.gen(function* () {
        const { ended, text } = yield* reported("ndjson")
        const rows = yield* rowsOf(text)
        const counts = users.map(({ apiKeys }) => (Option.isSome(apiKeys) ? apiKeys.value.length : 1))
        assert.strictEqual(rows.length, Number.sumAll(counts))
        assert.strictEqual(
          ended._tag === "Left",
          rows.some(({ findings }) => findings.length > 0)
        )
      }).pipe(
        Effect.scoped,
        Effect.provide([Users.layerMock({ list: Stream.fromIterable(users) }), NodeContext.layer])
      ),
    { fastCheck: { numRuns: 10 } }
  )
})
