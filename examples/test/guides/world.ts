import { Users } from "@effect-wandb/core"
import { Seed, WandbTest } from "@effect-wandb/testing"
import { Effect } from "effect"

export const seed = Seed.make(
  Seed.user("root", { admin: true, apiKeys: ["nightly export"] }),
  Seed.user("ada", { name: "Ada", apiKeys: ["laptop", "workstation"] }),
  Seed.user("grace", { name: "Grace" }),
  Seed.user("helen", { deleted: true }),
  Seed.team("engine", {
    members: [{ username: "ada", role: "admin" }, "grace"],
    invites: ["mary@example.com"],
    serviceAccounts: ["deploy"]
  })
)
/** The services over a world of its own for each test. */
export const inWorld = Effect.provide(WandbTest.layer(seed))

/** What a program prints, a line each. */
export const printed = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const print = (...words: ReadonlyArray<unknown>) => Effect.sync(() => void lines.push(words.join(" ")))
    const console = yield* Effect.console
    yield* Effect.withConsole(program, { ...console, log: print, error: print })
    return lines
  })

export const user = (username: string) => Users.get({ username })

/** A key of the user, who is acted as for it without one. */
export const secretOf = (username: string) =>
  Effect.flatMap(WandbTest.WandbTest, ({ credentialsOf }) => credentialsOf(username))
