import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { PipeClosed, Problem } from "./problem.js"

/** The edges of the process, which tests replace: what comes in, what goes out, and the way to a server. */
export class Host extends Context.Tag("@effect-wandb/cli/Host")<Host, Host.Service>() {}

export declare namespace Host {
  interface Service {
    readonly stdin: {
      readonly isTerminal: boolean
      /** All of it, up to its end. */
      readonly bytes: Effect.Effect<Uint8Array, Problem>
    }
    readonly stdout: {
      readonly isTerminal: boolean
      /** Of the terminal, as it is now. */
      readonly columns: () => number | undefined
      /** Ends when what was written has been taken. */
      readonly write: (text: string) => Effect.Effect<void, PipeClosed | Problem>
    }
    readonly stderr: {
      readonly isTerminal: boolean
      readonly columns: () => number | undefined
      readonly unsafeWrite: (text: string) => void
    }
    /** By what servers are reached; loaded when it is built. */
    readonly httpClient: Layer.Layer<HttpClient.HttpClient>
  }
}
