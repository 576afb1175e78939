import { TeamName } from "@effect-wandb/core/Team"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Edge, edges, nodes } from "./edges.js"
import { type Page, pageSize } from "./paging.js"

/**
 * A user's teams come without `pageInfo`. The last team of all is asked for beside the page: when it is not in
 * the page, there are more. Where the server does not tell it, the next page is asked for until one is empty.
 */
export const entitiesSelection = (after: string, node: string): string => `
  teams(first: ${pageSize}${after}) { edges { cursor node ${node} } }
  lastTeam: teams(last: 1) { edges { node { name } } }
`

/** The fields of a user in which a page of teams comes. */
export const entities = <A, I>(node: Schema.Schema<A, I>) =>
  Schema.Struct({
    teams: Schema.NullOr(Schema.Struct({ edges: edges(node) })),
    lastTeam: Schema.NullOr(Schema.Struct({ edges: edges(Schema.Struct({ name: TeamName })) }))
  })

interface Entities<A> {
  readonly teams: { readonly edges: ReadonlyArray<Edge<A>> } | null
  readonly lastTeam: { readonly edges: ReadonlyArray<Edge<{ readonly name: string }>> } | null
}

/** A page of a user's teams, unless the server does not show them. */
export const entityPage = <A extends { readonly name: string }>({
  lastTeam,
  teams
}: Entities<A>): Option.Option<Page<A>> =>
  Option.map(Option.fromNullable(teams), ({ edges }) => {
    const items = nodes(edges)
    const last = nodes(lastTeam?.edges ?? []).at(-1)?.name
    const isFull = edges.length >= pageSize
    const endsEarly = last !== undefined && !items.some(({ name }) => name === last)
    const hasMore = edges.length > 0 && (isFull || last === undefined || endsEarly)
    return { items, next: hasMore ? Option.some(edges.at(-1)?.cursor ?? null) : Option.none() }
  })
