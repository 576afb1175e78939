import type * as ApiKeySecret from "@effect-wandb/core/ApiKeySecret"
import * as Prompt from "@effect/cli/Prompt"
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Host } from "./host.js"
import { given } from "./connection.js"
import * as KeyFile from "./keyFile.js"
import { Problem, Quit } from "./problem.js"
import type { Settings } from "./settings.js"

/** Asks for a key, of which nothing is shown. */
const asked = Effect.gen(function* () {
  const terminal = yield* Terminal.Terminal
  if (!(yield* terminal.isTTY)) {
    return yield* Effect.fail(
      new Problem({
        what: "There is no terminal to ask for the API key on.",
        todo: "Give it by --api-key-file FILE or --api-key-stdin."
      })
    )
  }
  const text = yield* Prompt.run(Prompt.hidden({ message: "API key (it is not shown)" })).pipe(
    Effect.catchTag("QuitException", () => Effect.fail(new Quit()))
  )
  return yield* KeyFile.checked(Redacted.value(text), "the terminal")
})

/** The API key from where the options say, and from a person where they say nothing. */
export const key: Effect.Effect<
  ApiKeySecret.ApiKeySecret,
  Problem | Quit,
  Host | Settings | FileSystem.FileSystem | Path.Path | Terminal.Terminal
> = Effect.flatMap(given, (key) => (key === undefined ? asked : Effect.succeed(key)))
