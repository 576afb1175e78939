import { FileSystem, KeyValueStore } from "@effect/platform"
import { NodeContext, NodeRuntime } from "@effect/platform-node"
import { Array as Arr, Config, Console, Effect, Layer, Option, Order, Schedule } from "effect"
import * as Wandb from "../../shared/wandb.js"
import * as Cases from "./cases.js"
import { drain } from "./consume.js"
import * as Inbox from "./Inbox.js"

const wandb = Wandb.layer({
  users: [
    { username: "root", admin: true },
    { username: "ada", apiKeys: [{ description: "laptop" }] },
    { username: "grace" }
  ],
  teams: [{ name: "engine", members: [{ username: "ada", role: "admin" }, { username: "grace" }] }]
})

/** A queue and the cases of its messages, both in a folder. */
const over = (folder: string) =>
  Layer.merge(
    Inbox.layerFolder(folder),
    Layer.provide(Cases.layer, KeyValueStore.layerFileSystem(`${folder}/cases`))
  )

/** Consumes a queue for as long as the program runs. */
const serve = (folder: string) =>
  Effect.provide(Effect.repeat(drain, Schedule.spaced("10 seconds")), over(folder))

/** Shows what becomes of three messages, one of which comes twice. */
const demo = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped()
  yield* fs.makeDirectory(`${folder}/new`)
  const ada = JSON.stringify({ email: "ada@example.com", successors: { engine: "grace" } })
  const letters = { "1.json": ada, "2.json": ada, "3.json": '{"email":"nobody@example.com"}' }
  yield* Effect.forEach(Object.entries(letters), ([name, text]) =>
    fs.writeFileString(`${folder}/new/${name}`, text)
  )
  yield* Effect.provide(drain, over(folder))
  for (const place of ["done", "dead"]) {
    const names = Arr.sort(yield* fs.readDirectory(`${folder}/${place}`), Order.string)
    yield* Console.log(`${place}: ${names.join(", ")}`)
  }
})

Effect.flatMap(
  Config.option(Config.nonEmptyString("INBOX")),
  Option.match({ onNone: () => demo, onSome: serve })
).pipe(Effect.scoped, Effect.provide([wandb, NodeContext.layer]), NodeRuntime.runMain)
