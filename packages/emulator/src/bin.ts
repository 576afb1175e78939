import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { parseArgs } from "node:util"
import * as Instance from "./Instance.js"
import * as Server from "./Server.js"

const usage = `A W&B server in memory.

  npm run emulator -- [--port <port>] [--admin-key <key>]

  --port <port>      the port of 127.0.0.1 to listen on, 0 for a free one (default: 8080)
  --admin-key <key>  the API key of the user "admin" (default: made up, and printed)
  -h, --help         this text`

class UsageError extends Data.TaggedError("UsageError")<{ readonly message: string }> {}

const parse = Effect.try({
  try: () =>
    parseArgs({
      options: {
        port: { type: "string", default: "8080" },
        "admin-key": { type: "string" },
        help: { type: "boolean", short: "h", default: false }
      }
    }).values,
  // Only the name of an unknown option is repeated: any other argument may be a key.
  catch: (error) => new UsageError({ message: `${usageProblem(error)}; see --help` })
})

const usageProblem = (error: unknown): string => {
  const [problem = ""] = error instanceof Error ? error.message.split(/[.\n]/) : []
  if (problem.startsWith("Option '--port'")) return "--port: a port is a whole number from 0 to 65535"
  return /^(?:Unknown option|Option) '-/.test(problem)
    ? problem
    : "unexpected argument: options go behind --, as in: npm run emulator -- --port 8080"
}

const portOf = (text: string): Effect.Effect<number, UsageError> =>
  /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535
    ? Effect.succeed(Number(text))
    : new UsageError({ message: "--port: a port is a whole number from 0 to 65535" })

const main = Effect.gen(function* () {
  const { port, help, "admin-key": adminKey } = yield* parse
  if (help) return yield* Console.log(usage)

  const instance = yield* Instance.make(
    adminKey === undefined ? {} : { adminKey: Redacted.make(adminKey) }
  ).pipe(Effect.mapError(({ reason }) => new UsageError({ message: `--admin-key: ${reason}` })))
  const { url } = yield* Server.serve({ port: yield* portOf(port) }).pipe(
    Effect.provideService(Instance.Instance, instance)
  )
  yield* Console.log(`listening on ${url}`)
  yield* Console.log(`admin key: ${Redacted.value(instance.adminKey)}`)
  return yield* Effect.never
})

main.pipe(
  Effect.scoped,
  Effect.tapErrorCause((cause) => Console.error(Cause.prettyErrors(cause)[0]?.message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
