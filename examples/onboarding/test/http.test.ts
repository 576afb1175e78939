import { Canary, Fault, WandbTest } from "@effect-wandb/testing"
import { HttpApiBuilder, HttpApiClient, HttpClient, HttpClientRequest } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Layer } from "effect"
import * as Api from "../src/Api.js"
import { Joiner, Receipt } from "../src/Joiner.js"
import { ciJob, over, person, recipients } from "./support.js"

const served = HttpApiBuilder.serve().pipe(
  Layer.provide(Api.layer),
  Layer.provideMerge(over()),
  Layer.provideMerge(NodeHttpServer.layerTest)
)

const send = (payload: Joiner) =>
  Effect.flatMap(HttpApiClient.make(Api.Api), (client) => client.joiners.onboard({ payload }))

describe("the endpoint", () => {
  it.effect("onboards whoever is sent, as often as it is sent, and shows no key", () =>
    Effect.gen(function* () {
      const everybody = Effect.forEach([person("mary"), ciJob("nightly"), person("mary")], send, {
        concurrency: "unbounded"
      })
      deepStrictEqual(yield* Canary.expectNoKeys(everybody), [
        new Receipt({ team: "engine" }),
        new Receipt({ team: "engine", secret: "wandb/engine/nightly" }),
        new Receipt({ team: "engine" })
      ])
      assert.strictEqual((yield* WandbTest.requestsTo("createUser")).length, 1)
      assert.strictEqual((yield* recipients).length, 2)
    }).pipe(Effect.provide(served))
  )

  it.effect("says what is wrong, in a status and in a type", () =>
    Effect.gen(function* () {
      const poet = new Joiner({ ...person("mary"), department: "poetry" })
      assert.strictEqual((yield* Effect.flip(send(poet)))._tag, "UnknownDepartment")
      yield* WandbTest.failNext("createInvite", Fault.respond({ status: 503 }))
      assert.strictEqual((yield* Effect.flip(send(person("mary"))))._tag, "TryAgain")
      const nobody = HttpClientRequest.put("/joiners").pipe(
        HttpClientRequest.bodyUnsafeJson({ ...person("mary"), email: "nobody" })
      )
      assert.strictEqual((yield* HttpClient.execute(nobody)).status, 400)
      assert.strictEqual((yield* WandbTest.requestsTo("createUser")).length, 1)
    }).pipe(Effect.provide(served))
  )
})
