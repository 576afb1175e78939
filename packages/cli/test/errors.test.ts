import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual, strictEqual } from "@effect/vitest/utils"
import { WandbError } from "@effect-wandb/core"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { Cause, Effect, Redacted } from "effect"
import { NodeFileSystem } from "@effect/platform-node"
import { FileSystem } from "@effect/platform"
import * as Told from "../src/internal/told.js"
import { patiently, type Ran, run, steering } from "./support/cli.js"
import { seed } from "./support/worlds.js"

const inWorld = <A, E>(test: Effect.Effect<A, E, WandbTest.WandbTest>) =>
  Effect.provide(test, WandbTest.layer(seed))

describe("a failure", () => {
  it.effect("says what happened, what to do, and by which id the server knows of it", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.respond({
          status: 404,
          body: "no such thing",
          headers: { "x-request-id": "req-1" }
        })
      )
      const { status, stderr, stdout } = yield* patiently(["users", "get", "ada"])
      deepStrictEqual([status, stdout], [1, ""])
      assert.match(
        stderr,
        /^error: The server rejected the request \(status 404\): .*\n(?:.*\n)?Request id: req-1\n$/
      )
    }).pipe(inWorld)
  )

  it.effect("of the server or the network says that trying again may help", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respond({ status: 503, times: 100 }))
      const { status, stderr } = yield* patiently(["whoami"])
      strictEqual(status, 1)
      assert.match(stderr, /^error: The server failed \(status 503\): .*\.\nTry again later\.\n$/)
      yield* WandbTest.clearFaults
      yield* WandbTest.inject(Fault.dropBefore({ times: 100 }))
      const lost = yield* patiently(["whoami"])
      assert.match(lost.stderr, /^error: The server cannot be reached.*\nCheck the base URL and the network/)
    }).pipe(inWorld)
  )

  it.effect("of credentials says how to have others", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["whoami"], { env: { WANDB_API_KEY: "0".repeat(40) } })
      strictEqual(status, 1)
      assert.match(
        stderr,
        /^error: The server does not accept this API key\..*\nCheck that .* effect-wandb login/
      )
    }).pipe(inWorld)
  )

  it.effect("in the middle of what is given leaves what was given, and ends in 1", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.delay("0 millis", { operation: "users" }),
        Fault.respond({ status: 403, operation: "users" })
      )
      const csv = yield* patiently(["users", "list", "-o", "csv"])
      strictEqual(csv.status, 1)
      assert.include(csv.stdout, "root@example.com")
      assert.notInclude(csv.stdout, "grace@example.com")
      assert.include(csv.stderr, "error: ")
    }).pipe(Effect.provide(WandbTest.layer(seed, { maxPageSize: 1 })))
  )

  it.effect("shows its stack with --verbose alone", () =>
    Effect.gen(function* () {
      assert.notInclude((yield* run(["users", "get", "nobody"])).stderr, "    at ")
      const { stderr } = yield* run(["users", "get", "nobody", "--verbose"])
      assert.include(stderr, "UserNotFound")
    }).pipe(inWorld)
  )

  it.effect("says nothing that steers a terminal", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(
        Fault.graphqlErrors([{ message: "permission denied \u001b[2J\u009b31m\u202e" }], {
          operation: "viewer"
        })
      )
      const { stderr } = yield* run(["whoami"])
      assert.match(stderr, /permission denied/)
      assert.notMatch(stderr, steering)
    }).pipe(inWorld)
  )

  it.effect("is red in a terminal", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run(["users", "get", "nobody"], { terminal: 80 })
      assert.match(stderr, /^\p{Cc}\[31merror:\p{Cc}\[39m No user/u)
    }).pipe(inWorld)
  )
})

describe("a refusal of a guard", () => {
  it.effect("ends in 3, and names the option that does it all the same", () =>
    Effect.gen(function* () {
      const told = yield* Told.told(
        Cause.fail(
          new WandbError.ForceRequired({ operation: "Users.delete", user: "root", reason: "oneself" })
        )
      )
      deepStrictEqual(told, {
        what: "root is the user whose API key is in use, and nothing was changed.",
        todo: "Give --force if that is meant.",
        requestId: undefined,
        status: 3
      })
    })
  )
})

describe("what is told of any error", () => {
  it.effect("names no function of the SDK", () =>
    Effect.gen(function* () {
      const errors: ReadonlyArray<WandbError.WandbError> = [
        new WandbError.ApiKeyNotFound({ owner: "ada", keyName: "abc" }),
        new WandbError.ApiKeyAmbiguous({ owner: "ada", keyName: "abc", ids: [] }),
        new WandbError.UserNotFound({ by: "username", value: "ada" }),
        new WandbError.UserAlreadyExists({ email: "ada@example.com" }),
        new WandbError.TeamNotFound({ team: "vision" }),
        new WandbError.TeamAlreadyExists({ team: "vision" }),
        new WandbError.MemberNotFound({ team: "vision", member: "ada" }),
        new WandbError.InviteNotFound({ team: "vision", invite: "ada" }),
        new WandbError.AlreadyMember({ team: "vision", member: "ada" }),
        new WandbError.AlreadyInvited({ team: "vision", invited: "ada" }),
        new WandbError.LastTeamAdmin({ team: "vision", member: "ada" }),
        new WandbError.NotAuthenticatedAs({ expected: "ada", actual: "grace" }),
        new WandbError.InvalidApiKey({ problem: "is empty" }),
        new WandbError.InvalidInput({ operation: "Users.get", field: "username", problem: "is empty" }),
        new WandbError.Unauthenticated({ operation: "Users.get" }),
        new WandbError.PermissionDenied({ operation: "Users.get", serverMessage: "no" }),
        new WandbError.RequestFailed({
          operation: "Users.get",
          reason: "Timeout",
          description: "it took long"
        }),
        new WandbError.OutcomeUnknown({ operation: "Users.create", description: "lost", advice: "Look." }),
        new WandbError.UnexpectedResponse({
          operation: "Users.get",
          path: "body",
          problem: "none",
          mayHaveActed: false
        })
      ]
      for (const error of errors) {
        const { todo = "", what } = yield* Told.told(Cause.fail(error))
        assert.match(what, /^["A-Z\w].*\.$/)
        assert.notMatch(what + todo, /\b(?:Users|Teams|ApiKeys|Wandb)\.[a-z]/)
      }
    })
  )

  it.effect("is, of a defect, that it is one", () =>
    Effect.gen(function* () {
      const { todo, what } = yield* Told.told(Cause.die(new Error("boom")))
      strictEqual(what, "effect-wandb has a mistake of its own: boom")
      assert.include(todo ?? "", "--verbose")
    })
  )
})

describe("configuration", () => {
  it.effect("without a key names the four ways to give one", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["whoami"], { env: { WANDB_API_KEY: undefined } })
      strictEqual(status, 1)
      strictEqual(
        stderr,
        "error: There is no API key for the server.\nGive one by WANDB_API_KEY, by a .netrc (effect-wandb login writes it), by --api-key-file FILE, or by --api-key-stdin.\n"
      )
    }).pipe(inWorld)
  )

  it.effect("that cannot be right is named, without the key", () =>
    Effect.gen(function* () {
      const short = yield* run(["whoami"], { env: { WANDB_API_KEY: "geheim" } })
      assert.match(short.stderr, /^error: WANDB_API_KEY: .*40 characters/)
      assert.notInclude(short.stderr, "geheim")
      const url = yield* run(["whoami", "--base-url", "https://wandb.ai"])
      assert.include(url.stderr, "error: --base-url: is not W&B's API")
      const variable = yield* run(["whoami"], { env: { WANDB_BASE_URL: "nonsense" } })
      assert.include(variable.stderr, "error: WANDB_BASE_URL:")
    }).pipe(inWorld)
  )

  it.effect("may give the key in a file or a pipe, and not in both", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const { credentialsOf } = yield* WandbTest.WandbTest
      const key = Redacted.value(yield* credentialsOf("ada"))
      const path = yield* files.makeTempFileScoped()
      yield* files.writeFileString(path, `${key}\n`)
      yield* files.chmod(path, 0o600)
      const env = { WANDB_API_KEY: undefined }
      const fromFile = yield* run(["whoami", "-o", "json", "--api-key-file", path], { env })
      const seen = ({ stdout }: Ran) => {
        const { credentials, username } = JSON.parse(stdout)
        return [username, credentials]
      }
      deepStrictEqual(seen(fromFile), ["ada", "--api-key-file"])
      strictEqual(fromFile.stderr, "")
      const fromStdin = yield* run(["--api-key-stdin", "whoami", "-o", "json"], { env, stdin: `${key}\n` })
      deepStrictEqual(seen(fromStdin), ["ada", "--api-key-stdin"])
      const both = yield* run(["whoami", "--api-key-stdin", "--api-key-file", path], { stdin: key })
      assert.include(both.stderr, "are both given")
      yield* files.chmod(path, 0o644)
      const open = yield* run(["whoami", "--api-key-file", path], { env })
      assert.include(open.stderr, "warning: ")
      assert.include(open.stderr, "chmod 600")
      const none = yield* run(["whoami", "--api-key-file", `${path}x`])
      assert.match(none.stderr, /cannot be read: .*x \(NotFound\)\./)
      const empty = yield* run(["whoami", "--api-key-stdin"], { stdin: "" })
      assert.include(empty.stderr, "The API key from standard input is empty.")
    }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer), inWorld)
  )
})

describe("logs", () => {
  it.effect(
    "are warnings by default, errors with --quiet, all with --verbose, and what --log-level says",
    () =>
      Effect.gen(function* () {
        const env = { HOME: "/etc", NETRC: "/etc" }
        assert.include((yield* run(["whoami"], { env })).stderr, "warning: /etc cannot be read")
        strictEqual((yield* run(["whoami", "--quiet"], { env })).stderr, "")
        strictEqual((yield* run(["whoami", "--log-level", "none"], { env })).stderr, "")
        assert.include((yield* run(["whoami", "-q", "--log-level=warning"], { env })).stderr, "warning: ")
      }).pipe(inWorld)
  )
})
