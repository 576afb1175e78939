import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { Host } from "./host.js"
import { cell } from "./output/cells.js"
import * as Csv from "./output/csv.js"
import { json } from "./output/json.js"
import * as Style from "./output/style.js"
import * as Table from "./output/table.js"
import * as Printable from "./printable.js"
import type { PipeClosed, Problem } from "./problem.js"
import type { Records, Row } from "./records.js"
import { Screen } from "./screen.js"
import { Settings } from "./settings.js"

type Needs = Host | Screen | Settings

const data = (text: string) => Effect.flatMap(Screen, (screen) => screen.data(text))

const tableCell = (value: unknown): string => Printable.line(cell(value, ", "))

const valuesOf = (row: Row, fields: ReadonlyArray<string>): ReadonlyArray<unknown> =>
  fields.map((field) => row[field])

/** Lines below each other, the first of them or the first column set off on a terminal. */
const table = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  titles: "row" | "column",
  isWhole?: (column: number) => boolean
) =>
  Effect.gen(function* () {
    const { stdout } = yield* Host
    const titled = yield* Style.of("stdout")
    const width = rows.reduce((most, [title = ""]) => Math.max(most, title.length), 0)
    const lines = Table.lines(rows, stdout.isTerminal ? stdout.columns() : undefined, isWhole)
    return yield* data(
      lines
        .map((line, index) => {
          if (titles === "row") return index === 0 ? titled.bold(line) : line
          return titled.bold(line.slice(0, width)) + line.slice(width)
        })
        .map((line) => `${line}\n`)
        .join("")
    )
  })

/** YAML is seldom asked for, and its writer is large. */
const yaml = (value: unknown) =>
  Effect.flatMap(
    Effect.promise(() => import("./output/yaml.js")),
    (Yaml) => data(Yaml.yaml(value))
  )

/** Gives one thing: a JSON object, a line of CSV below its header, or a table that has a line for each field. */
export const one = <A>(records: Records<A>, value: A): Effect.Effect<void, PipeClosed | Problem, Needs> =>
  Effect.gen(function* () {
    const { format } = yield* Settings
    const row = yield* records.encode(value)
    switch (format) {
      case "table":
        return yield* table(
          records.fields.map((field) => [field, tableCell(row[field])]),
          "column"
        )
      case "json":
        return yield* data(`${json(row, 2)}\n`)
      case "ndjson":
        return yield* data(`${json(row)}\n`)
      case "csv":
        return yield* data(Csv.row(records.fields) + Csv.row(valuesOf(row, records.fields)))
      case "yaml":
        return yield* yaml(row)
    }
  })

/** Writes the lines of each chunk as it comes, and waits for them to be taken before it asks for more. */
const streamed = <E, R>(rows: Stream.Stream<Row, E, R>, before: string, lineOf: (row: Row) => string) =>
  Effect.gen(function* () {
    const count = yield* Ref.make(0)
    yield* Stream.runForEachChunk(rows, (chunk) =>
      Effect.flatMap(
        Ref.getAndUpdate(count, (count) => count + chunk.length),
        (written) =>
          chunk.length === 0
            ? Effect.void
            : data((written === 0 ? before : "") + Chunk.toReadonlyArray(chunk).map(lineOf).join(""))
      )
    )
    const written = yield* Ref.get(count)
    if (written === 0 && before !== "") yield* data(before)
    return written
  })

/** Says what is written of all rows at once, after the last of them. */
const collected = <E, R>(
  rows: Stream.Stream<Row, E, R>,
  write: (rows: ReadonlyArray<Row>) => Effect.Effect<void, PipeClosed | Problem, Needs>
) =>
  Effect.flatMap(Stream.runCollect(rows), (chunk) =>
    Effect.as(write(Chunk.toReadonlyArray(chunk)), chunk.length)
  )

/**
 * Gives many things, and how many there were: an array of JSON, a line for each in the other forms. `ndjson` and `csv`
 * are written as they come; the others are written when all are there, so that after an error there is nothing of them.
 */
export const many = <A, E, R>(
  records: Records<A>,
  values: Stream.Stream<A, E, R>
): Effect.Effect<number, E | PipeClosed | Problem, Needs | R> =>
  Effect.gen(function* () {
    const { format } = yield* Settings
    const rows = Stream.mapEffect(values, records.encode)
    switch (format) {
      case "table":
        return yield* collected(rows, (rows) =>
          table(
            [records.shown, ...rows.map((row) => valuesOf(row, records.shown).map(tableCell))],
            "row",
            (column) => records.handles.has(records.shown[column] ?? "")
          )
        )
      case "json":
        return yield* collected(rows, (rows) => data(`${json(rows, 2)}\n`))
      case "yaml":
        return yield* collected(rows, yaml)
      case "ndjson":
        return yield* streamed(rows, "", (row) => `${json(row)}\n`)
      case "csv":
        return yield* streamed(rows, Csv.row(records.fields), (row) => Csv.row(valuesOf(row, records.fields)))
    }
  })

/**
 * Gives what becomes of many changes, as {@link many} does; they are made to the end although nobody reads on, because
 * half of them would be neither one thing nor the other.
 */
export const outcomes = <A, E, R>(
  records: Records<A>,
  values: Stream.Stream<A, E, R>
): Effect.Effect<number, E | PipeClosed | Problem, Needs | R> =>
  Effect.gen(function* () {
    const screen = yield* Screen
    const settings = yield* Settings
    const isClosed = yield* Ref.make(false)
    const unread = note("Nobody reads what becomes of each any more: it is done all the same.").pipe(
      Effect.zipRight(Ref.set(isClosed, true)),
      Effect.provideService(Screen, screen),
      Effect.provideService(Settings, settings)
    )
    const write = (text: string) =>
      Effect.unlessEffect(
        Effect.catchTag(screen.data(text), "PipeClosed", () => unread),
        Ref.get(isClosed)
      )
    return yield* Effect.provideService(many(records, values), Screen, {
      ...screen,
      data: (text) => Effect.asVoid(write(text))
    })
  })

/** Writes plain lines, for commands whose output is meant for people or is a document of its own. */
export const text = (text: string): Effect.Effect<void, PipeClosed | Problem, Screen> => data(text)

/** Tells people something on standard error, in one line; nothing with `--quiet`. */
export const note = (line: string): Effect.Effect<void, never, Screen | Settings> =>
  Effect.flatMap(Settings, ({ volume }) =>
    volume === "quiet"
      ? Effect.void
      : Effect.flatMap(Screen, (screen) => screen.note(Printable.withoutKeys(Printable.line(line))))
  )
