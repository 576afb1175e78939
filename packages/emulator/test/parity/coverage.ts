import type { GraphQLSchema } from "graphql"
import type { Coordinate } from "./coordinates.js"
import type { Missing } from "./missing.js"
import type { State } from "./states.js"

/** All that the document is made of. */
export interface Coverage {
  /** The part of the SDL that the service's schema has too. */
  readonly base: GraphQLSchema
  readonly schema: GraphQLSchema
  readonly coordinates: ReadonlyArray<Coordinate>
  readonly states: ReadonlyMap<string, State>
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>
  readonly missing: Missing
}
