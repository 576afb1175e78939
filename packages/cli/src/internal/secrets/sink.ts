import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Problem } from "../problem.js"

/** Where a secret goes that a server shows once. */
export interface Sink {
  /** Where that is, as the end of a sentence: `the file /run/key`. */
  readonly place: string
  /** What that is called where it is written down: `file /run/key`. */
  readonly label: string
  /** Brings the secret there. After a failure nothing is there that was not before, as far as that can be known. */
  readonly store: (secret: Redacted.Redacted) => Effect.Effect<void, Problem>
  /** Puts back what was there before; `None` where that cannot be had. It does nothing before anything was stored. */
  readonly undo: Option.Option<Effect.Effect<void, Problem>>
  /**
   * Reads what is there, or `None` where nothing is; whatever else keeps it from being read is a failure. `None` where it
   * cannot be read back at all.
   */
  readonly load: Option.Option<Effect.Effect<Option.Option<Redacted.Redacted>, Problem>>
}
