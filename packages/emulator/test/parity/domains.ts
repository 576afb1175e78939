import { Kind, parse } from "graphql"
import { apiKeys } from "../../src/internal/sdl/apiKeys.js"
import { common } from "../../src/internal/sdl/common.js"
import { server, serverExtension } from "../../src/internal/sdl/server.js"
import { teams } from "../../src/internal/sdl/teams.js"
import { users } from "../../src/internal/sdl/users.js"
import type { Coordinate } from "./coordinates.js"

export interface Domain {
  readonly title: string
  /** Whether a coordinate was written down in the domain's part of the SDL. */
  readonly has: (coordinate: Coordinate) => boolean
}

const domain = (title: string, sdl: string): Domain => {
  const roots = new Set<string>()
  const types = new Set<string>()
  for (const definition of parse(sdl).definitions) {
    if (definition.kind === Kind.OBJECT_TYPE_EXTENSION) {
      for (const field of definition.fields ?? []) roots.add(`${definition.name.value}.${field.name.value}`)
    } else if ("name" in definition && definition.name !== undefined) {
      types.add(definition.name.value)
    }
  }
  // An argument is where its field is.
  return { title, has: ({ name, of }) => types.has(of) || roots.has(name.replace(/\(.*/, "")) }
}

export const domains: ReadonlyArray<Domain> = [
  domain("Users", users),
  domain("API keys", apiKeys),
  domain("Teams", teams),
  domain("The server", server + serverExtension),
  domain("What the others share", common)
]
