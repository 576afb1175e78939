import type { GraphQLSchema } from "graphql"
import { type Claim, isOfWandb } from "./claims.js"
import type { Coordinate } from "./coordinates.js"
import type { Coverage } from "./coverage.js"
import type { Domain } from "./domains.js"
import { code, table } from "./markdown.js"
import { fileOf, proofs } from "./proofs.js"
import type { State } from "./states.js"

/** The tables of a domain, and what is claimed in it. */
export const section = (coverage: Coverage, domain: Domain): ReadonlyArray<string> => {
  const all = coverage.coordinates.filter(domain.has)
  const within = new Map<string, Array<Coordinate>>()
  for (const coordinate of all.filter((coordinate) => !isEcho(coordinate))) {
    const heading = headingOf(coverage.schema, coordinate)
    within.set(heading, [...(within.get(heading) ?? []), coordinate])
  }
  const echoes = all.filter(isEcho)
  const untrue = echoes.filter(({ name }) => coverage.states.get(name)?._tag !== "Supported")
  if (untrue.length > 0) throw new Error(`${untrue[0]?.name} is no echo`)
  return [
    `## ${domain.title}`,
    ...[...within].flatMap(([heading, coordinates]) => [
      `### ${heading}`,
      ...rows(coverage, coordinates),
      ...notes(coordinates),
      ...(heading === "Changes" && echoes.length > 0
        ? [
            `\`clientMutationId\` is in each of these inputs and payloads, ${echoes.length} times in all, and comes back as it was sent.`
          ]
        : [])
    ])
  ]
}

const isEcho = ({ name }: Coordinate): boolean => name.endsWith(".clientMutationId")

const headingOf = (schema: GraphQLSchema, { kind, of }: Coordinate): string => {
  if (of === "Query") return "Queries"
  if (of === "Mutation" || of.endsWith("Input") || of.endsWith("Payload")) return "Changes"
  if (/(Connection|Edge)$/.test(of)) return "Pages"
  return kind === "scalar" ? "Scalars" : (schema.getType(of)?.name ?? of)
}

const rows = ({ asked, states }: Coverage, coordinates: ReadonlyArray<Coordinate>): ReadonlyArray<string> => {
  const told = coordinates.filter(({ kind }) => kind !== "type" && kind !== "scalar")
  if (told.length === 0) return []
  return [
    table(
      ["", "Type", "Answered", "Official client", "Of W&B"],
      told.map(({ claims, name, type }) => [
        code(name),
        type === "" ? "" : code(type),
        answered(states.get(name)),
        asked.has(name) ? "yes" : "",
        [...new Set(claims.filter(isOfWandb).map(({ _tag }) => _tag.toLowerCase()))].join(", ")
      ])
    )
  ]
}

const answered = (state: State | undefined): string => {
  switch (state?._tag) {
    case "Supported":
      return "yes"
    case "SupportedWith":
      return code(state.option)
    case "Constant":
      return state.value === "null" ? "null" : `constant: ${code(state.value)}`
    case "Ignored":
      return "ignored"
    case "NeverGiven":
      return "never"
    default:
      return "untried"
  }
}

/** What is claimed of W&B, and then the tests that hold it. */
const notes = (coordinates: ReadonlyArray<Coordinate>): ReadonlyArray<string> => {
  const noted = coordinates.filter(({ claims }) => claims.some(isOfWandb))
  if (noted.length === 0) return []
  return [
    noted
      .map(({ claims, name }) => `- ${code(name)}: ${claims.filter(isOfWandb).map(sentence).join("; ")}.`)
      .join("\n"),
    [
      "<details>",
      `<summary>The tests that hold ${noted.length === 1 ? "it" : "these"}</summary>`,
      "",
      ...noted.map(({ name }) => `- ${code(name)}: ${tests(proofs[name] ?? [])}.`),
      "",
      "</details>"
    ].join("\n")
  ]
}

const sentence = (claim: Extract<Claim, { readonly text: string }>): string =>
  claim._tag === "Differs" ? `differs: ${claim.text}` : claim.text

const tests = (names: ReadonlyArray<string>): string => {
  const byFile = new Map<string, Array<string>>()
  for (const name of names) {
    const [, ...titles] = name.split(" › ")
    byFile.set(fileOf(name), [...(byFile.get(fileOf(name)) ?? []), titles.join(" › ")])
  }
  return [...byFile]
    .map(([file, titles]) => `[${file}](../packages/emulator/test/${file}) “${titles.join("”, “")}”`)
    .join("; ")
}
