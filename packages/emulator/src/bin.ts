#!/usr/bin/env node
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { main } from "./internal/command/main.js"

/** One line for each thing to say, on the side of errors. */
const logger = Logger.withConsoleError(
  Logger.make(({ logLevel, message }) => `${logLevel.label.toLowerCase()}: ${String(message)}`)
)

main(process.argv.slice(2), process.env).pipe(
  Effect.tapErrorCause((cause) => Console.error(Cause.prettyErrors(cause)[0]?.message)),
  Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
  NodeRuntime.runMain({ disableErrorReporting: true, disablePrettyLogger: true })
)
