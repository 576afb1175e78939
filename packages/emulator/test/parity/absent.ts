import { type GraphQLNamedType, isEnumType } from "graphql"
import type { Coverage } from "./coverage.js"
import { listed } from "./markdown.js"
import { members, otherPaths } from "./missing.js"

const ofPeopleAndKeys =
  /user|viewer|member|team|entity|entities|organization|invite|apiKey|accessToken|role|email/i
const ofOtherThings = /artifact|project|run|subscription|customer|payment|view(?!er)|trial/i

/** What the service has in the same types, and the emulator has not. */
export const absent = ({ base, missing }: Coverage): string => {
  const whole = Object.values(base.getTypeMap())
    .filter((type) => members(type).length > 0 && !type.name.startsWith("__") && !(type.name in missing))
    .map(({ name }) => name)
  return [
    "What the service's schema has in the same types. Of the root fields, those are named that speak of users, teams, entities, organisations, invites, roles, keys or email addresses; the others are counted.",
    ...Object.entries(missing).map(([type, names]) => {
      const isRoot = type === "Query" || type === "Mutation"
      const fields = names.filter((name) => !name.includes("("))
      const kept = members(base.getType(type)).filter((name) => !name.includes("(")).length
      const shown = isRoot
        ? names.filter((name) => ofPeopleAndKeys.test(name) && !ofOtherThings.test(name))
        : names
      return [
        "<details>",
        `<summary><code>${type}</code>: ${kept} of ${kept + fields.length} ${what(base.getType(type))}</summary>`,
        "",
        `Not: ${listed(shown)}${shown.length < names.length ? `, and ${names.length - shown.length} others` : ""}.`,
        "",
        "</details>"
      ].join("\n")
    }),
    `The other types have all that the service has in them: ${listed(whole)}.`,
    `Beside GraphQL, ${listed(otherPaths)} are not there: a 404.`
  ].join("\n\n")
}

const what = (type: GraphQLNamedType | undefined): string => (isEnumType(type) ? "members" : "fields")
