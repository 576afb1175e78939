import { describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import {
  buildASTSchema,
  buildClientSchema,
  buildSchema,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  visit
} from "graphql"
import { existsSync, readFileSync } from "node:fs"
import { sdl, sdlExtension } from "../src/internal/sdl.js"

const dump = new URL("../../../../shared/wandb/schema.json", import.meta.url)
const whenPresent = existsSync(dump) ? it : it.skip
const reason = existsSync(dump) ? "" : " (skipped: the dump of the server's schema is not here)"

const serverSchema = (): GraphQLSchema => {
  const json = JSON.parse(readFileSync(dump, "utf8"))
  return buildClientSchema(json.data ?? json)
}

/** Every coordinate of a schema with its type: `User.email: String`, `Query.user(id:): ID`, `Color.RED`. */
const coordinates = (schema: GraphQLSchema): Set<string> =>
  new Set(
    Object.values(schema.getTypeMap())
      .filter((type) => !type.name.startsWith("__"))
      .flatMap((type) => {
        if (isEnumType(type)) return type.getValues().map((value) => `${type.name}.${value.name}`)
        if (isInputObjectType(type)) {
          return Object.values(type.getFields()).map((field) => `${type.name}.${field.name}: ${field.type}`)
        }
        if (!isObjectType(type) && !isInterfaceType(type)) return [`scalar ${type.name}`]
        return Object.values(type.getFields()).flatMap((field) => [
          `${type.name}.${field.name}: ${field.type}`,
          ...field.args.map((arg) => `${type.name}.${field.name}(${arg.name}:): ${arg.type}`)
        ])
      })
  )

describe("the SDL", () => {
  whenPresent(`has nothing that the server's schema does not have${reason}`, () => {
    const known = coordinates(serverSchema())
    const unknown = [...coordinates(buildSchema(sdl))].filter((coordinate) => !known.has(coordinate))
    deepStrictEqual(unknown, [])
  })

  whenPresent(`asks for no argument or input that the server does not ask for${reason}`, () => {
    const theirs = serverSchema().getTypeMap()
    const missing = Object.values(buildSchema(sdl).getTypeMap()).flatMap((type) => {
      const their = theirs[type.name]
      if (isInputObjectType(type) && isInputObjectType(their)) {
        return Object.values(their.getFields())
          .filter((field) => String(field.type).endsWith("!") && !(field.name in type.getFields()))
          .map((field) => `${type.name}.${field.name}`)
      }
      return []
    })
    deepStrictEqual(missing, [])
  })

  it("is extended by the feature list of serverInfo, and by nothing else", () => {
    const base = buildSchema(sdl)
    const extended = buildSchema(sdl + sdlExtension)
    const before = coordinates(base)
    deepStrictEqual(
      [...coordinates(extended)].filter((coordinate) => !before.has(coordinate)),
      [
        "ServerInfo.features: [ServerFeature!]!",
        "ServerFeature.name: String!",
        "ServerFeature.isEnabled: Boolean!"
      ]
    )
    deepStrictEqual(findBreakingChanges(base, extended), [])
  })
  it("is the same schema without its descriptions", () => {
    const undescribed = visit(parse(sdl + sdlExtension), {
      StringValue: (node, key) => (key === "description" ? null : node)
    })
    const [bare, described] = [buildASTSchema(undescribed), buildSchema(sdl + sdlExtension)]
    deepStrictEqual([...coordinates(bare)], [...coordinates(described)])
    for (const changes of [findBreakingChanges, findDangerousChanges]) {
      deepStrictEqual([...changes(bare, described), ...changes(described, bare)], [])
    }
  })
})
