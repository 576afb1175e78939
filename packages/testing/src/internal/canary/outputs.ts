import type * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import process from "node:process"
import { forms } from "./forms.js"
import type { Sheet } from "./sheet.js"
import { listen } from "./taps.js"

const printers = [
  "assert",
  "count",
  "debug",
  "dir",
  "dirxml",
  "error",
  "group",
  "groupCollapsed",
  "info",
  "log",
  "table",
  "time",
  "timeEnd",
  "timeLog",
  "trace",
  "warn"
]

const isPrinter = (name: PropertyKey): boolean => typeof name === "string" && printers.includes(name)

/** One piece after the other, as it is read where it arrives. */
const stream = (sheet: Sheet, where: string) => {
  const decoder = new TextDecoder()
  let text = ""
  return {
    hear: ([chunk]: ReadonlyArray<unknown>) => {
      if (typeof chunk === "string") text += chunk
      else if (chunk instanceof Uint8Array) text += decoder.decode(chunk, { stream: true })
    },
    end: () => sheet.note([{ where, text }])
  }
}

/** Listens to what leaves the process, until the scope closes. */
export const listening = (sheet: Sheet, swallows: boolean): Effect.Effect<void, never, Scope.Scope> =>
  Effect.asVoid(
    Effect.acquireRelease(
      Effect.sync(() => {
        const streams = (["stdout", "stderr"] as const).map((name) => {
          const { end, hear } = stream(sheet, `the output to ${name}`)
          const leave = listen(process[name], "write", { hear, swallows })
          return () => {
            leave()
            end()
          }
        })
        const global: unknown = Reflect.get(globalThis, "console")
        const consoles =
          typeof global === "object" && global !== null
            ? printers.map((name) =>
                listen(global, name, {
                  hear: (args) => sheet.note(args.flatMap((arg) => forms(`console.${name}`, arg))),
                  swallows
                })
              )
            : []
        return [...streams, ...consoles]
      }),
      (leaving) =>
        Effect.sync(() => {
          for (const leave of leaving) leave()
        })
    )
  )

/** The `Console` of a program, which passes on what it prints unless it swallows it. */
export const watchedConsole = (real: Console.Console, sheet: Sheet, swallows: boolean): Console.Console => {
  const note = (name: PropertyKey, args: ReadonlyArray<unknown>) =>
    sheet.note(args.flatMap((arg) => forms(`Console.${String(name)}`, arg)))
  const unsafe = new Proxy(real.unsafe, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== "function" || !isPrinter(name)) return method
      return (...args: ReadonlyArray<unknown>): unknown => {
        note(name, args)
        return swallows ? undefined : Reflect.apply(method, target, args)
      }
    }
  })
  return new Proxy(real, {
    get: (target, name) => {
      if (name === "unsafe") return unsafe
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== "function" || !isPrinter(name)) return method
      return (...args: ReadonlyArray<unknown>): unknown =>
        Effect.suspend(() => {
          note(name, args)
          const printing: unknown = swallows ? Effect.void : Reflect.apply(method, target, args)
          return Effect.isEffect(printing) ? printing : Effect.void
        })
    }
  })
}
