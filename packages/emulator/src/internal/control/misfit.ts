import * as Arr from "effect/Array"
import type { ParseIssue } from "effect/ParseResult"
import { findings } from "@effect-wandb/files/Issues"
import { format } from "@effect-wandb/files/FieldPath"
import { scrub, secretsOf } from "@effect-wandb/files/Secrets"
import { InvalidRequest } from "./errors.js"

/** Who has repaired these sees the next. */
const most = 20

/** The error of a value that does not fit, in words of our own: those of schemas repeat values, which may be secrets. */
export const misfit = (issue: ParseIssue, value: unknown): InvalidRequest => {
  const secrets = secretsOf(value)
  const [first, ...others] = Arr.map(findings(issue, secrets), ({ field, reason }) => ({
    field: scrub(format(field), secrets),
    reason
  }))
  return new InvalidRequest({ problems: [first, ...others.slice(0, most - 1)] })
}
