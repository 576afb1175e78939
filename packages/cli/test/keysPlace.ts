import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert } from "@effect/vitest"
import { strictEqual } from "@effect/vitest/utils"
import { ApiKeySecret, Credentials, Users } from "@effect-wandb/core"
import { type Seed, WandbTest } from "@effect-wandb/testing"
import { Effect, Either, Redacted } from "effect"
import { run } from "./support/cli.js"

/** Root acts, with the one key that root has: rotating it is rotating the key in use. */
export const seed = { users: [{ username: "root", admin: true, email: "root@example.com" }] }

export const keys = Effect.map(WandbTest.apiKeys, (keys) =>
  keys.filter(({ username }) => username === "root")
)

export const only = Effect.map(keys, (all) => {
  const [key] = all
  strictEqual(all.length, 1)
  return key ?? assert.fail("there is no key")
})

/** A place with a key in a file, and a journal. */
export const inPlace = <A, E, R>(
  test: (place: Place) => Effect.Effect<A, E, R>,
  options: WandbTest.WandbTest.Options = {},
  world: Seed.Seed = seed
) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* files.makeTempDirectoryScoped()
    const { instance } = yield* WandbTest.WandbTest
    const { id, name } = yield* only
    const secret = Redacted.value(instance.adminKey)
    yield* files.writeFileString(`${folder}/key`, secret, { mode: 0o640 })
    const journal = ["--journal", `${folder}/journal`]
    const place = { folder, files, key: `${folder}/key`, old: { id, name, secret }, journal }
    return yield* test(place)
  }).pipe(Effect.scoped, Effect.provide([WandbTest.layer(world, options), NodeFileSystem.layer]))

export interface Place {
  readonly folder: string
  readonly files: FileSystem.FileSystem
  readonly key: string
  readonly old: { readonly id: string; readonly name: string; readonly secret: string }
  readonly journal: ReadonlyArray<string>
}

/** Whether what is in the file lets its owner in. */
export const works = ({ files, key }: Pick<Place, "files" | "key">) =>
  Effect.gen(function* () {
    const secret = yield* ApiKeySecret.make(yield* files.readFileString(key))
    return yield* Credentials.actAs(Users.viewer, secret)
  }).pipe(Effect.either, Effect.map(Either.isRight))

export const idOf = (stdout: string): string => JSON.parse(stdout).id

/** Begins a rotation into the file, and leaves it in its overlap, which lasts an hour. */
export const overlapping = ({ journal, key, old }: Place, form = "json") =>
  run(["keys", "rotate", old.id, "--out", key, ...journal, "--overlap", "1h", "--no-wait", "-o", form])
