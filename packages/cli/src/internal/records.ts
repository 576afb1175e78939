import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { Problem } from "./problem.js"

/** One thing that a command gives, by the names of its fields. */
export type Row = Readonly<Record<string, unknown>>

/** What a command gives: which fields, in which order, and which of them a table shows. */
export interface Records<A> {
  readonly fields: ReadonlyArray<string>
  readonly shown: ReadonlyArray<string>
  /** Of those that a table shows, the ones that are no use when they are cut: names that other commands take. */
  readonly handles: ReadonlySet<string>
  readonly encode: (value: A) => Effect.Effect<Row, Problem>
}

/**
 * States what a command gives by the schema of it: its encoded fields are the names that people script against. What is
 * absent is `null`. Of the fields a table of many has those that are named, by default all; `handles` are not cut to the
 * width of a terminal for as long as anything else can be.
 */
export const make = <A, I extends object>(
  schema: Schema.Schema<A, I>,
  options: {
    readonly table?: ReadonlyArray<keyof I & string> | undefined
    readonly handles?: ReadonlyArray<keyof I & string> | undefined
  } = {}
): Records<A> => {
  const fields = AST.getPropertySignatures(Schema.encodedSchema(schema).ast).map(({ name }) => String(name))
  const encode = Schema.encode(schema)
  return {
    fields,
    shown: options.table ?? fields,
    handles: new Set(options.handles),
    encode: (value) =>
      Effect.mapBoth(encode(value), {
        // The error of a schema shows what it refuses.
        onFailure: () => new Problem({ what: "What the server gave cannot be written." }),
        onSuccess: (encoded) => {
          const found = new Map<string, unknown>(Object.entries(encoded))
          return Object.fromEntries(fields.map((field) => [field, found.get(field) ?? null]))
        }
      })
  }
}
