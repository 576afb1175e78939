import { isOfWandb } from "./claims.js"
import type { Coordinate } from "./coordinates.js"
import type { Coverage } from "./coverage.js"
import { code, listed, table } from "./markdown.js"
import { modes, optionOf } from "./modes.js"
import type { State } from "./states.js"

const kinds = [
  ["Queries", "query"],
  ["Changes", "mutation"],
  ["Fields of types", "field"],
  ["Arguments", "argument"],
  ["Input fields", "input field"],
  ["Members of enumerations", "value"]
] as const

/** How much there is of each kind. */
export const numbers = ({ asked, coordinates, states }: Coverage): string => {
  const row = (title: string, ofKind: ReadonlyArray<Coordinate>) => {
    const count = (...tags: ReadonlyArray<State["_tag"]>) =>
      ofKind.filter(({ name }) => tags.includes(states.get(name)?._tag ?? "Untried")).length
    return [
      title,
      ofKind.length,
      count("Supported"),
      count("SupportedWith"),
      count("Constant"),
      count("Ignored"),
      count("NeverGiven"),
      ofKind.filter(({ name }) => asked.has(name)).length,
      ofKind.filter(({ claims }) => claims.some(isOfWandb)).length
    ].map(String)
  }
  const head = [
    "",
    "All",
    "Answered",
    "With an option",
    "Constant or null",
    "Ignored",
    "Never",
    "Official client",
    "Inferred or different"
  ]
  return table(
    head,
    [
      ...kinds.map(([title, kind]) =>
        row(
          title,
          coordinates.filter((coordinate) => coordinate.kind === kind)
        )
      ),
      row(
        "All",
        coordinates.filter(({ kind }) => kinds.some(([, known]) => known === kind))
      )
    ],
    new Set(head.slice(1))
  )
}

/** What the official client asks for. */
export const official = ({ asked, coordinates, states }: Coverage): string => {
  const byOperation = new Map<string, Array<Coordinate>>()
  for (const coordinate of coordinates) {
    for (const operation of asked.get(coordinate.name) ?? []) {
      byOperation.set(operation, [...(byOperation.get(operation) ?? []), coordinate])
    }
  }
  const withState = (...tags: ReadonlyArray<State["_tag"]>) =>
    [...asked.keys()].filter((name) => tags.includes(states.get(name)?._tag ?? "Untried")).length
  const isRoot = ({ kind }: Coordinate) => kind === "query" || kind === "mutation"
  const unused = coordinates.filter((coordinate) => isRoot(coordinate) && !asked.has(coordinate.name))
  return [
    table(
      ["Operation", "Root field", "Arguments and input fields", "Fields below"],
      [...byOperation].map(([operation, used]) => [
        code(operation),
        used
          .filter(isRoot)
          .map(({ name }) => code(name))
          .join(", "),
        String(used.filter(({ kind }) => kind === "argument" || kind === "input field").length),
        String(used.filter(({ kind }) => kind === "field").length)
      ]),
      new Set(["Arguments and input fields", "Fields below"])
    ),
    `Of the ${asked.size} fields, arguments and input fields that it uses, ${withState("Supported", "SupportedWith")} are answered, ${withState("Constant")} are constant or null, ${withState("Ignored")} are ignored and ${withState("NeverGiven")} are in what is never given.`,
    `Root fields that none of its operations asks for: ${listed(unused.map(({ name }) => name))}.`
  ].join("\n\n")
}

/** What the modes change. */
export const modesTable = (): string =>
  [
    "An option of `Instance.make` makes an instance like another kind of server. Each line was tried on an instance with the option, and is untrue of one without it.",
    table(
      ["Option", "Usually", "What is different", "Shown by"],
      Object.entries(modes).flatMap(([name, mode]) => [
        ...mode.differences.map(({ document, says }) => [
          code(optionOf(mode)),
          code(mode.usually),
          mode.beside === undefined
            ? says
            : `With ${code(optionOf({ ...mode, otherwise: mode.beside }))}: ${says}`,
          code(document)
        ]),
        ...(mode.never === undefined
          ? []
          : [[code(optionOf(mode)), code(mode.usually), mode.never.says, `\`InvalidSeed\` at \`${name}\``]])
      ])
    )
  ].join("\n\n")
