import { Progress } from "@effect-wandb/core/Progress"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { gone } from "./progress.js"
import { Screen } from "./screen.js"
import { Settings } from "./settings.js"

const cells = 20
const frames = ["-", "\\", "|", "/"]

/** A terminal shows no more of them a second than anybody sees. */
const millisBetween = 80

const bar = (gone: number, total: number): string => {
  const full = total === 0 ? cells : Math.floor((cells * gone) / total)
  return `[${"#".repeat(full)}${".".repeat(cells - full)}] ${gone}/${total}`
}

/** A line such as `[####................] 12/50, 2 failed`. */
export const line = (counts: Progress.Counts, turn: number): string => {
  const through = gone(counts)
  const head = Option.match(counts.total, {
    onNone: () => `${frames[turn % frames.length]} ${through}`,
    onSome: (total) => bar(through, total)
  })
  const told = [
    [counts.unchanged, "unchanged"],
    [counts.failed, "failed"],
    [counts.unknown, "unknown"]
  ] as const
  return [head, ...told.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]))].join(", ")
}

const isLast = (counts: Progress.Counts): boolean => Option.contains(counts.total, gone(counts))

/** Shows what a program reports of its progress while it runs: on a terminal, unless it is to be quiet. */
export const shown = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Screen | Settings> =>
  Effect.gen(function* () {
    const { volume } = yield* Settings
    const screen = yield* Screen
    if (volume === "quiet") return yield* program
    const last = yield* Ref.make({ at: Number.NEGATIVE_INFINITY, turn: 0 })
    const report = (counts: Progress.Counts) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const { at, turn } = yield* Ref.get(last)
        if (now - at < millisBetween && !isLast(counts)) return
        yield* Ref.set(last, { at: now, turn: turn + 1 })
        yield* screen.status(line(counts, turn))
      })
    return yield* program.pipe(
      Effect.provideService(Progress, { report }),
      Effect.ensuring(screen.status(undefined))
    )
  })

/** Shows a line while a program runs that says nothing of how far it is. */
export const during = <A, E, R>(
  what: string,
  program: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R | Screen | Settings> =>
  Effect.gen(function* () {
    const { volume } = yield* Settings
    const screen = yield* Screen
    if (volume === "quiet") return yield* program
    return yield* Effect.ensuring(
      Effect.zipRight(screen.status(`${what} …`), program),
      screen.status(undefined)
    )
  })
