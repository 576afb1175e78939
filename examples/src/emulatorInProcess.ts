import { HttpClient, HttpClientRequest } from "@effect/platform"
import { Emulator, Instance } from "@effect-wandb/emulator"
import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Layer, Redacted } from "effect"

const program = Effect.gen(function* () {
  const { adminKey } = yield* Instance.Instance
  const response = yield* HttpClientRequest.post(`${Emulator.baseUrl}/graphql`).pipe(
    HttpClientRequest.basicAuth("api", Redacted.value(adminKey)),
    HttpClientRequest.bodyUnsafeJson({ query: "{ viewer { username } }" }),
    HttpClient.execute
  )
  return yield* response.json
})

const emulator = Layer.provideMerge(Emulator.layerHttpClient, Instance.layer())

// Prints { data: { viewer: { username: "admin" } } }
NodeRuntime.runMain(program.pipe(Effect.flatMap(Console.log), Effect.provide(emulator)))
