/**
 * Who and what shall be there: users, teams, members and service accounts as data, held against what is there.
 *
 * A roster says what shall be, `read` what is; `plan` gives the changes between the two without making any, and `apply`
 * makes them. Nothing outside of the roster's scope is touched, and what cannot be read is not taken for absent. To
 * read, plan and apply again finishes what was interrupted, and changes nothing where all is as it shall be.
 *
 * Plans are made of the types of `RosterPlan`; files are read by `RosterFile`.
 *
 * @since 0.1.0
 */
import type * as Outcome from "@effect-wandb/core/Outcome"
import type * as Teams from "@effect-wandb/core/Teams"
import type * as Users from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Actual } from "./internal/roster/actual.js"
import { applyPlan } from "./internal/roster/apply.js"
import { type Problem, problemsOf } from "./internal/roster/check.js"
import type { Roster } from "./internal/roster/desired.js"
import type { RosterChanged, RosterRefused, RosterUnreadable } from "./internal/roster/errors.js"
import { rosterOf } from "./internal/roster/export.js"
import { makePlan } from "./internal/roster/plan.js"
import { readWorld } from "./internal/roster/read.js"
import { selectionOf } from "./internal/roster/select.js"
import { spanned, spannedStream } from "./internal/span.js"
import * as RosterPlan from "./RosterPlan.js"

export * from "./internal/roster/actual.js"
export * from "./internal/roster/desired.js"
export * from "./internal/roster/errors.js"
export type { Problem } from "./internal/roster/check.js"

/**
 * How strictly a plan is held to what it may remove.
 *
 * @since 0.1.0
 * @category options
 */
export interface PlanOptions {
  /** The largest share of each kind that may be removed for this once, from 0 to 1, whatever the roster says. */
  readonly maxRemovals?: number | undefined
}

/**
 * How to apply a plan.
 *
 * @since 0.1.0
 * @category options
 */
export interface ApplyOptions extends PlanOptions, Outcome.BulkOptions {}

/**
 * Lists what contradicts itself in a roster, whatever is there: a user who is listed twice, a name that is blank, a
 * former address that is somebody's present one. A plan of such a roster is refused.
 *
 * @since 0.1.0
 * @category checking
 */
export const check = (roster: Roster): ReadonlyArray<Problem> => problemsOf(roster)

/**
 * Reads what is there, as far as the roster asks for it; one of a scope alone reads what is in the scope.
 *
 * It takes a request for the user whose key is in force, one for each hundred users of the installation, and one for
 * each team, also for those of users in the scope who are not listed, since they may be the only admins there. W&B
 * lists no teams: those that fit a pattern of the scope are found through their members, so a team that nobody is in is
 * found by its name alone. Deleted users are known as deleted.
 *
 * Needs the key of an instance administrator, since a part of the users cannot be told from all of them. Whatever cannot
 * be read fails the whole with `RosterUnreadable`, which says what it is.
 *
 * @example
 * ```ts
 * import { Roster } from "@effect-wandb/admin"
 * import { Effect } from "effect"
 *
 * const everything = Effect.map(Roster.read({ scope: { users: ["*"], teams: ["*"] } }), Roster.fromActual)
 * ```
 *
 * @since 0.1.0
 * @category reading
 */
export const read = (roster: Roster): Effect.Effect<Actual, RosterUnreadable, Users.Users | Teams.Teams> =>
  Effect.map(readWorld(selectionOf(roster)), ({ view }) => view.actual).pipe(
    spanned("Roster.read", "roster", ({ accounts, teams }: Actual) => ({
      "wandb.accounts": accounts.length,
      "wandb.teams": teams.length
    }))
  )

/**
 * Makes the roster that describes what is there, of the scope in which it was read: to plan it against the same gives no
 * changes. It is in an order of its own, whatever that of the server. Deleted users are left out, and so is who has no
 * email address.
 *
 * @since 0.1.0
 * @category reading
 */
export const fromActual = (actual: Actual): Roster => rosterOf(actual)

/**
 * Plans the changes that make what is there what shall be, without making any.
 *
 * The plan is refused, and can be shown all the same, where it would remove a larger share than `maxRemovals` of the
 * users, of the memberships, of the teams or of the service accounts that it governs; where the installation would be
 * left with fewer administrators than it has to keep, a team without an admin, or whoever has read what is there
 * without their rights; and where the roster, or `maxRemovals`, contradicts itself or what is there.
 *
 * @example
 * ```ts
 * import { Roster, RosterPlan } from "@effect-wandb/admin"
 * import { Console, Effect } from "effect"
 *
 * const show = (roster: Roster.Roster) =>
 *   Effect.flatMap(Roster.read(roster), (actual) =>
 *     Console.log(RosterPlan.format(Roster.plan(roster, actual)))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category planning
 */
export const plan = (roster: Roster, actual: Actual, { maxRemovals }: PlanOptions = {}): RosterPlan.Plan =>
  makePlan(roster, actual, maxRemovals)

/**
 * Applies a plan, and gives what became of each change, in their order. One that fails stops no other, but those that
 * need it, which fail with `PrerequisiteFailed` and are not sent. Counts go to the `Progress` in context.
 *
 * A plan that was edited since it was made is `RosterRefused`, and so is one with changes of what its roster does not
 * govern.
 *
 * What is there is read again first: `RosterChanged` when it is not what the plan was made from, and `RosterRefused`
 * when a guard refuses the plan, also one that refuses it for whoever applies it. Nothing is changed then. A plan may
 * be applied by somebody else than made it. When the stream is interrupted or halted, read, plan and apply again: what
 * was done is not done twice.
 *
 * @example
 * ```ts
 * import { Roster, RosterPlan } from "@effect-wandb/admin"
 * import { Console, Effect, Stream } from "effect"
 *
 * const apply = (plan: RosterPlan.Plan) =>
 *   Roster.apply(plan).pipe(
 *     Stream.runForEach(({ _tag, input }) => Console.log(`${_tag}: ${RosterPlan.describe(input)}`))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category applying
 */
export const apply = (
  plan: RosterPlan.Plan,
  options: ApplyOptions = {}
): Stream.Stream<
  RosterPlan.ChangeOutcome,
  RosterChanged | RosterRefused | RosterUnreadable,
  Users.Users | Teams.Teams
> => applyPlan(plan, options).pipe(spannedStream("Roster.apply", "roster"))

/**
 * Applies a plan as {@link apply} does, to its end, and gives the receipt.
 *
 * @example
 * ```ts
 * import { Roster } from "@effect-wandb/admin"
 * import { Effect } from "effect"
 *
 * const sync = (roster: Roster.Roster) =>
 *   Effect.flatMap(Roster.read(roster), (actual) => Roster.run(Roster.plan(roster, actual)))
 * ```
 *
 * @since 0.1.0
 * @category applying
 */
export const run = (
  plan: RosterPlan.Plan,
  options: ApplyOptions = {}
): Effect.Effect<
  RosterPlan.Receipt,
  RosterChanged | RosterRefused | RosterUnreadable,
  Users.Users | Teams.Teams
> => Effect.map(Stream.runCollect(apply(plan, options)), RosterPlan.receipt)
