import * as Data from "effect/Data"
import type { Status } from "./status.js"

/** What this command itself has to say against what it was asked for. */
export class Problem extends Data.TaggedError("Problem")<{
  /** What happened: a sentence. */
  readonly what: string
  /** What to do about it: a sentence. */
  readonly todo?: string | undefined
  /** By which the server knows of what happened. */
  readonly requestId?: string | undefined
  /** How the process ends: `failed` unless it is said. */
  readonly status?: Status | undefined
  /** Shown with `--verbose` alone. */
  readonly cause?: unknown
}> {
  override get message(): string {
    return this.todo === undefined ? this.what : `${this.what} ${this.todo}`
  }
}

/** Whoever reads what this process writes has stopped reading, as `head` does: there is no more to do. */
export class PipeClosed extends Data.TaggedError("PipeClosed") {
  override get message(): string {
    return "Standard output was closed."
  }
}

/** Somebody left a question unanswered with Ctrl-C. */
export class Quit extends Data.TaggedError("Quit") {
  override get message(): string {
    return "Interrupted."
  }
}
