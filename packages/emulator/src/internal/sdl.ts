import { apiKeys } from "./sdl/apiKeys.js"
import { common } from "./sdl/common.js"
import { server, serverExtension } from "./sdl/server.js"
import { teams } from "./sdl/teams.js"
import { users } from "./sdl/users.js"

/**
 * The part of W&B's GraphQL schema that the emulator answers, as the service's introspection of October 2024 has it.
 *
 * Descriptions are claims, one a line, and tests hold them: `Always` with a value of JSON, `Ignored.`, `Never given.`,
 * `Inferred:` where W&B says nothing, `Differs:` where W&B is known to do otherwise.
 */
export const sdl = `
  type Query

  type Mutation
${common}${users}${apiKeys}${teams}${server}`

/**
 * What the official client of 2026 asks for and the introspection of 2024 does not have yet; the nullability of
 * these fields is inferred.
 */
export const sdlExtension = serverExtension
