import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import {
  type Document as Yaml,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  visit
} from "yaml"
import type { Path } from "../FieldPath.js"
import { reasonOf } from "./syntax.js"

/** Where something stands, both counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** What a file holds, and where. */
export interface Document {
  readonly value: unknown
  /** The place of a value, or with `onName` of its name; of what is not there, the place of what it would be in. */
  readonly placeOf: (path: Path, onName: boolean) => Place
}

/** What keeps a file from being read, and where. */
export interface Flaw extends Place {
  readonly reason: string
}

/** Beyond this many values that aliases stand for, they are there to exhaust memory. */
const maxAliasCount = 1000

/** Reads YAML, of which JSON is a part. */
export const parse = (text: string): Either.Either<Document, Arr.NonEmptyReadonlyArray<Flaw>> => {
  const lines = new LineCounter()
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  return Either.try({
    try: () => read(text, lines),
    catch: () => Arr.of(flaw(0, "this is nested too deep, or its aliases stand for too much"))
  }).pipe(
    Either.flatMap(identity),
    Either.mapBoth({
      onLeft: Arr.map(({ offset, reason }) => ({ ...placeOf(offset), reason })),
      onRight: ({ value, yaml }) => ({
        value,
        placeOf: (path, onName) => placeOf(offsetOf(yaml, yaml.contents, path, onName))
      })
    })
  )
}

/** Writes YAML in which no line is folded, and nothing stands for something else. */
export const format = (value: unknown): string =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })

interface Read {
  readonly value: unknown
  readonly yaml: Yaml.Parsed
}

interface FlawAt {
  readonly offset: number
  readonly reason: string
}

const flaw = (offset: number, reason: string): FlawAt => ({ offset, reason })

const read = (
  text: string,
  lineCounter: LineCounter
): Either.Either<Read, Arr.NonEmptyReadonlyArray<FlawAt>> => {
  const yaml = parseDocument(text, {
    lineCounter,
    // What is pretty quotes lines of the file, and a warning would be printed.
    logLevel: "error",
    prettyErrors: false,
    resolveKnownTags: false
  })
  const ofForm = flawsOfForm(yaml)
  const flaws = ofForm.length > 0 ? ofForm : flawsOfNodes(yaml)
  if (Arr.isNonEmptyReadonlyArray(flaws)) return Either.left(flaws)
  const value: unknown = yaml.toJS({ maxAliasCount })
  return value === null ? Either.left(Arr.of(flaw(0, "the file is empty"))) : Either.right({ value, yaml })
}

/** What follows a first flaw is guesswork, unless all of them are names that are given twice. */
const flawsOfForm = ({ errors, warnings }: Yaml.Parsed): ReadonlyArray<FlawAt> => {
  const all = [...errors, ...warnings]
  return Arr.findFirst(all, ({ code }) => code !== "DUPLICATE_KEY").pipe(
    Option.match({ onNone: () => all, onSome: (first) => [first] }),
    Arr.map((error) => flaw(error.pos[0], reasonOf(error)))
  )
}

const flawsOfNodes = (yaml: Yaml.Parsed): ReadonlyArray<FlawAt> => {
  const flaws: Array<FlawAt> = []
  visit(yaml, {
    Alias: (_, alias, ancestors) => {
      const target = alias.resolve(yaml)
      if (target === undefined) {
        flaws.push(flaw(startOf(alias), "no anchor (&) of this name stands before this alias (*)"))
      } else if (ancestors.includes(target)) {
        flaws.push(flaw(startOf(alias), "this alias (*) stands for what it is a part of"))
      }
    },
    Pair: (_, { key }) => {
      if (!isScalar(key)) flaws.push(flaw(startOf(key), "the name of a field is a text"))
    }
  })
  return flaws
}

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0)

const offsetOf = (yaml: Yaml.Parsed, node: unknown, path: Path, onName: boolean): number => {
  const [key, ...rest] = path
  if (key === undefined) return startOf(node)
  const collection = isAlias(node) ? node.resolve(yaml) : node
  const entry = isMap(collection)
    ? collection.items.find(({ key: name }) => isScalar(name) && String(name.value) === key)
    : undefined
  const inner = isSeq(collection) ? collection.items[Number(key)] : entry?.value
  if (!isNode(inner) || (onName && rest.length === 0)) return startOf(entry?.key ?? node)
  return offsetOf(yaml, inner, rest, onName)
}
