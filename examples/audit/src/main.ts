import { FileSystem } from "@effect/platform"
import { NodeContext, NodeRuntime } from "@effect/platform-node"
import { Config, Console, Effect, Option, Schema } from "effect"
import * as Wandb from "../../shared/wandb.js"
import { audit } from "./audit.js"
import { Format } from "./formats.js"

const wandb = Wandb.layer({
  users: [
    { username: "root", admin: true },
    { username: "ada", apiKeys: [{ description: "laptop" }, {}] },
    { username: "grace", deleted: true, apiKeys: [{ description: "old laptop" }] }
  ],
  teams: [{ name: "engine", members: [{ username: "root", role: "admin" }, { username: "ada" }] }]
})

const options = Config.all({
  file: Config.option(Config.nonEmptyString("AUDIT_FILE")),
  format: Config.withDefault(Schema.Config("AUDIT_FORMAT", Format), "csv"),
  allowed: Config.withDefault(Config.integer("AUDIT_ALLOWED"), 1)
})

// The code tells a scheduler whether somebody has to look: 0 no, 2 there are findings, 1 there is no report.
Effect.gen(function* () {
  const { file: named, ...how } = yield* options
  const fs = yield* FileSystem.FileSystem
  const file = yield* Option.match(named, {
    onNone: () => Effect.map(fs.makeTempDirectory({ prefix: "audit-" }), (folder) => `${folder}/api-keys`),
    onSome: Effect.succeed
  })
  const { keys } = yield* audit({ file, ...how })
  yield* Console.log(`Nothing was found in ${keys} keys, which ${file} has.`)
}).pipe(
  Effect.catchTag("FindingsFound", (found) =>
    Effect.zipRight(
      Console.log(found.message),
      Effect.sync(() => {
        process.exitCode = 2
      })
    )
  ),
  Effect.provide([wandb, NodeContext.layer]),
  NodeRuntime.runMain
)
