import { assert, describe, it } from "@effect/vitest"
import { Server, Instance } from "@effect-wandb/emulator"
import { Effect, Redacted } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { bundled, root, source } from "./command.js"
import { authorization, currentKey } from "./support.js"

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Running {
  readonly child: ChildProcess
  readonly firstLines: Promise<ReadonlyArray<string>>
  readonly ended: Promise<Ended>
}

const bundle = bundled()

const startFrom = (program: ReadonlyArray<string>, ...args: ReadonlyArray<string>): Running => {
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  const firstLines = new Promise<ReadonlyArray<string>>((resolve) => {
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk)
      if (stdout.split("\n").length > 2) resolve(stdout.split("\n"))
    })
  })
  child.stderr.on("data", (chunk) => (stderr += String(chunk)))
  const ended = new Promise<Ended>((resolve) =>
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  )
  return { child, firstLines, ended }
}

const run = (...args: ReadonlyArray<string>) =>
  Effect.acquireUseRelease(
    Effect.sync(() => startFrom(bundle(), ...args)),
    ({ ended }) => Effect.promise(() => ended),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

describe.concurrent("the command", () => {
  for (const [signal, program] of [
    ["SIGTERM", source],
    ["SIGINT", bundle]
  ] as const) {
    it.effect(`serves until ${signal}, kept-alive connections notwithstanding`, () =>
      Effect.acquireUseRelease(
        Effect.sync(() => startFrom(program(), "--port", "0", "--admin-key", Redacted.value(currentKey))),
        ({ child, firstLines, ended }) =>
          Effect.gen(function* () {
            const [ready = "", admin] = yield* Effect.promise(() => firstLines)
            assert.match(ready, /^listening on http:\/\/127\.0\.0\.1:\d+$/)
            assert.strictEqual(admin, `admin key: ${Redacted.value(currentKey)}`)
            const response = yield* Effect.promise(() =>
              fetch(`${ready.slice("listening on ".length)}/graphql`, {
                method: "POST",
                headers: { authorization: authorization(currentKey) },
                body: JSON.stringify({ query: "{ viewer { username } }" })
              })
            )
            assert.strictEqual(
              yield* Effect.promise(() => response.text()),
              '{"data":{"viewer":{"username":"admin"}}}'
            )
            const before = performance.now()
            child.kill(signal)
            const { code, stderr } = yield* Effect.promise(() => ended)
            assert.strictEqual(code, 0)
            assert.strictEqual(stderr, "")
            assert.isBelow(performance.now() - before, 1000)
          }),
        ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
      )
    )
  }

  it.scoped("ends with one line and code 1 when it can't start", () =>
    Effect.gen(function* () {
      const { port } = yield* Server.serve({ port: 0 })
      const cases: ReadonlyArray<readonly [RegExp, ReadonlyArray<string>]> = [
        [/^cannot listen on 127\.0\.0\.1:\d+: another process does/, ["--port", String(port)]],
        [/^--admin-key: an API key is/, ["--admin-key", "wrong-secret"]],
        [/^Unknown option '--key'/, ["--key", "wrong-secret"]],
        [/^--port: a port is a whole number from 0 to 65535/, ["--port", "http"]]
      ]
      yield* Effect.forEach(
        cases,
        ([line, args]) =>
          Effect.gen(function* () {
            const { code, stdout, stderr } = yield* run(...args)
            assert.strictEqual(code, 1)
            assert.strictEqual(stdout, "")
            assert.match(stderr, line)
            assert.match(stderr, /^[^\n]+\n$/)
            assert.notInclude(stderr, "wrong-secret")
          }),
        { concurrency: 2 }
      )
    }).pipe(Effect.provide(Instance.layer()))
  )

  it.effect("explains itself", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* run("--help")
      assert.strictEqual(code, 0)
      for (const option of ["--port", "--admin-key", "--help"]) assert.include(stdout, option)
    })
  )
})
