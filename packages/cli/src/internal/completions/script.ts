import * as Effect from "effect/Effect"
import * as Bash from "./bash.js"
import * as Fish from "./fish.js"
import { outline } from "./outline.js"
import * as Zsh from "./zsh.js"

/** The script that completes commands, options and their values in a shell. */
export const script = (shell: string): Effect.Effect<string> =>
  Effect.map(outline, (places) => {
    switch (shell) {
      case "zsh":
        return Zsh.script(places)
      case "fish":
        return Fish.script(places)
      default:
        return Bash.script(places)
    }
  })
