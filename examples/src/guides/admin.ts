// #region imports
import { KeyAudit, TemporaryKey } from "@effect-wandb/admin"
import type { ApiKeySecret } from "@effect-wandb/core"
import { Console, type Effect, Stream } from "effect"
// #endregion

// #region audit
/** Says of each key that needs somebody's attention whose it is, and why. */
export const attention = KeyAudit.report({ allowed: 2 }).pipe(
  Stream.filter(({ findings }) => findings.length > 0),
  Stream.runForEach(({ findings, owner }) =>
    Console.log(`${owner}: ${findings.map(KeyAudit.explain).join("; ")}`)
  )
)
// #endregion

// #region counts
/** The figures of it, for a dashboard; nothing of the report is kept. */
export const figures = Stream.run(KeyAudit.report(), KeyAudit.summarize)
// #endregion

// #region temporary
/** A key for another program, such as one that is started here. It is gone after ten minutes at the latest. */
export const lend = <A, E, R>(run: (secret: ApiKeySecret.ApiKeySecret) => Effect.Effect<A, E, R>) =>
  TemporaryKey.use({ description: "one export", ttl: "10 minutes" }, ({ secret }) => run(secret))
// #endregion
