/**
 * Who has which API keys, and what may be wrong with them.
 *
 * @since 0.1.0
 */
import * as Users from "@effect-wandb/core/Users"
import type { QueryError } from "@effect-wandb/core/WandbError"
import * as Stream from "effect/Stream"
import { entriesOf, type Entry, type Options } from "./internal/audit/entry.js"
import { spannedStream } from "./internal/span.js"

export { Entry, type Options } from "./internal/audit/entry.js"
export { explain, Finding } from "./internal/audit/finding.js"
export { summarize, Summary, summary } from "./internal/audit/summary.js"

/**
 * Reports every API key that the caller may see, page by page as they are taken: those of people, of service accounts
 * and of deleted users, in the order in which the server lists their owners.
 *
 * Needs the key of an instance administrator to see everything. To others the server shows what it likes: users whose
 * keys are hidden are entries without a key, and users whom it does not list at all are not there.
 *
 * @example
 * ```ts
 * import { KeyAudit } from "@effect-wandb/admin"
 * import { Stream } from "effect"
 *
 * const counts = KeyAudit.report({ allowed: 2 }).pipe(
 *   Stream.filter(({ findings }) => findings.length > 0),
 *   Stream.run(KeyAudit.summarize)
 * )
 * ```
 *
 * @since 0.1.0
 * @category reports
 */
export const report = (options: Options = {}): Stream.Stream<Entry, QueryError, Users.Users> =>
  Stream.mapConcat(Users.list, entriesOf(options)).pipe(spannedStream("KeyAudit.report", "api_key"))
