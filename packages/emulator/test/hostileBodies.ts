import { gzipSync } from "node:zlib"
import { mebibyte, small } from "./hostile.js"

// Bodies that are no requests, and some that are.

const query = "{ viewer { username } }"
const ofText = "query ($x: String) { users(query: $x) { edges { cursor } } }"
const ofIds = "query ($x: [ID!]) { users(ids: $x) { edges { cursor } } }"
const long = "x".repeat(500_000)

const json = (query: unknown, x?: unknown): string => JSON.stringify({ query, variables: { x } })
const many = (item: unknown): ReadonlyArray<unknown> => Array.from({ length: 20_000 }, () => item)
const brackets = (count: number): string => "[".repeat(count) + "]".repeat(count)
const braces = (count: number): string => `${'{"x":'.repeat(count)}1${"}".repeat(count)}`

const noJson = [
  "",
  " ",
  "'{'",
  "{",
  '{"query"}',
  "NaN",
  `${small}x`,
  small + small,
  `\ufeff${small}`,
  `${small}\0`
]
const noObjects = ["null", "true", "1", '"{}"', "[]", `[${small}]`, "{}", brackets(50_000)]
const noQueries = [1, null, true, [query], { query }]
const noDocuments = [
  "",
  "{",
  "{}",
  "{ \0 }",
  "query",
  "#",
  '{ x(y: "\\ud800") }',
  '{ x(y: "\ud800") }',
  '"""',
  query + long
]
const noVariables = [[], "x", 1, true]
const noNames = [[], {}, 1, true, "x", long]

/** What is answered with 400. */
export const wrong: ReadonlyArray<string | Uint8Array<ArrayBuffer>> = [
  ...noJson,
  ...noObjects,
  ...[...noQueries, ...noDocuments].map((query) => json(query)),
  ...noVariables.map((variables) => JSON.stringify({ query, variables })),
  ...noNames.map((operationName) => JSON.stringify({ query, operationName })),
  // Of two the last one counts, and what is inherited does not.
  `{"query":${JSON.stringify(query)},"query":"{"}`,
  `{"__proto__":{"query":${JSON.stringify(query)}}}`,
  json(ofText, {}),
  json(ofText, [long]),
  json(ofIds, many({})),
  json(ofIds, many(null)),
  `{"query":${JSON.stringify(ofIds)},"variables":{"x":${brackets(50_000)}}}`,
  `{"query":${JSON.stringify(ofIds)},"variables":{"x":1e999}}`,
  new Uint8Array(mebibyte).fill(0xff),
  new Uint8Array(Buffer.from(small, "utf16le")),
  new Uint8Array(gzipSync(small))
]

/** What is answered with 200. */
export const strange: ReadonlyArray<string | Uint8Array<ArrayBuffer>> = [
  `{"query":"{","query":${JSON.stringify(query)}}`,
  `{"__proto__":{"query":1},"constructor":1,"toString":1,"query":${JSON.stringify(query)}}`,
  `{"query":${JSON.stringify(ofText)},"variables":{"__proto__":{"x":1}}}`,
  `{"query":${JSON.stringify(ofText.replaceAll("$x", "$__proto__"))},"variables":{"__proto__":"x"}}`,
  `{"query":${JSON.stringify(query)},"variables":{"x":${brackets(50_000)}}}`,
  `{"query":${JSON.stringify(query)},"variables":${braces(50_000)}}`,
  json(ofText, "\ud800\0\u202e"),
  json(ofText, long),
  json(ofIds, many("x")),
  JSON.stringify({ query: ofText, variables: { [long]: 1, constructor: {}, length: -1 } }),
  // Bytes that are no UTF-8 are read as what stands for such.
  new Uint8Array(Buffer.from(json(ofText, "\xff\xc0"), "latin1"))
]
