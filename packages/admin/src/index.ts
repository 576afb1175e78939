/**
 * Who has which API keys, and what may be wrong with them.
 *
 * @since 0.1.0
 */
export * as KeyAudit from "./KeyAudit.js"

/**
 * Puts a new API key in the place of an old one, so that it can be cut off at any point and finished later.
 *
 * @since 0.1.0
 */
export * as KeyRotation from "./KeyRotation.js"

/**
 * Takes everything away from somebody who leaves.
 *
 * @since 0.1.0
 */
export * as Offboarding from "./Offboarding.js"

/**
 * Who and what shall be there: users, teams, members and service accounts as data, held against what is there.
 *
 * @since 0.1.0
 */
export * as Roster from "./Roster.js"

/**
 * Plans of rosters as data: what would be changed, why that may be refused, and what became of it.
 *
 * @since 0.1.0
 */
export * as RosterPlan from "./RosterPlan.js"

/**
 * Where key rotations are written down, so that one that was cut off can be finished.
 *
 * @since 0.1.0
 */
export * as RotationJournal from "./RotationJournal.js"

/**
 * API keys that exist for as long as a program runs.
 *
 * @since 0.1.0
 */
export * as TemporaryKey from "./TemporaryKey.js"
