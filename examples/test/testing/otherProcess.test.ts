import { Instance, Server } from "@effect-wandb/emulator"
import { Command } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"

// Whatever program it is, in whatever language: here one in a line of JavaScript.
const program = `
  const { WANDB_API_KEY: key, WANDB_BASE_URL: url } = process.env
  const response = await fetch(url + "/graphql", {
    method: "POST",
    headers: { authorization: "Basic " + btoa("api:" + key), "content-type": "application/json" },
    body: JSON.stringify({ query: "{ viewer { username } }" })
  })
  console.log((await response.json()).data.viewer.username)
`

it.scopedLive("a program in another process talks to the server over a socket", () =>
  Effect.gen(function* () {
    const { adminKey, requests } = yield* Instance.Instance
    const { url } = yield* Server.serve({ port: 0 })

    const printed = yield* Command.make("node", "--input-type=module", "-e", program).pipe(
      Command.env({ WANDB_BASE_URL: url, WANDB_API_KEY: Redacted.value(adminKey) }),
      Command.string
    )
    assert.strictEqual(printed, "root\n")
    assert.strictEqual((yield* requests).length, 1)
  }).pipe(
    Effect.provide([
      Instance.layer({ seed: { users: [{ username: "root", admin: true }] } }),
      NodeContext.layer
    ])
  )
)
