import * as Options from "@effect/cli/Options"
import * as Prompt from "@effect/cli/Prompt"
import * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import * as Printable from "./printable.js"
import { Problem, Quit } from "./problem.js"

/** The option of a command that destroys something: it does so without asking. */
export const yes: Options.Options<boolean> = Options.boolean("yes").pipe(
  Options.withAlias("y"),
  Options.withDescription("does not ask; needed where there is no terminal")
)

const notDone = new Problem({ what: "Nothing was done: the answer was no." })

/**
 * Asks on a terminal whether something is to be done, and fails unless the answer is yes; with `yes` it asks nothing.
 * Where there is no terminal to ask on, `--yes` is needed. Ask before anything is sent.
 */
export const ask = (options: {
  /** The question, such as `Delete the user ada?`. */
  readonly question: string
  readonly yes: boolean
  /** The option that answers for a person, where it is another. */
  readonly option?: string | undefined
}): Effect.Effect<void, Problem | Quit, Prompt.Prompt.Environment> =>
  Effect.gen(function* () {
    if (options.yes) return
    const terminal = yield* Terminal.Terminal
    const question = Printable.line(options.question)
    if (!(yield* terminal.isTTY)) {
      return yield* Effect.fail(
        new Problem({
          what: `There is no terminal to ask on: ${question} Nothing was done.`,
          todo: `Give ${options.option ?? "--yes"} if that is meant.`
        })
      )
    }
    const isYes = yield* Prompt.run(Prompt.confirm({ message: question, initial: false })).pipe(
      Effect.catchTag("QuitException", () => Effect.fail(new Quit()))
    )
    if (!isYes) return yield* Effect.fail(notDone)
  })
