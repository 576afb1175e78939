import type * as Option from "effect/Option"
import * as CommandLine from "../commandLine.js"
import * as Confirm from "../confirm.js"
import { flag, optional } from "../options.js"
import * as SecretSink from "../secretSink.js"

/** What rotations are given, be they begun or gone on with. */
export const options = {
  ...SecretSink.options,
  yes: Confirm.yes,
  verifyCommand: optional(
    "verify-command",
    "command",
    "a command of the shell that ends with 0 if the stored key works where it is used; it is given the secret on its standard input"
  ),
  noWait: flag(
    "no-wait",
    "does not wait for the end of the overlap: keys resume with the rotation's id is to delete the old key then"
  ),
  journal: optional(
    "journal",
    "folder",
    "where rotations are written down, without secrets (default: effect-wandb/rotations in $XDG_STATE_HOME, else in ~/.local/state)"
  )
}

/** What the options say. */
export interface Given extends SecretSink.Given {
  readonly verifyCommand: Option.Option<string>
  readonly noWait: boolean
  readonly yes: boolean
  readonly journal: Option.Option<string>
}

/** The command that goes on with a rotation that was begun with these options. */
export const resuming = ({ journal, out, reveal, storeCommand, verifyCommand }: Given, id: string) => [
  "keys",
  "resume",
  id,
  ...CommandLine.option("--out", out),
  ...CommandLine.option("--store-command", storeCommand),
  ...CommandLine.flag("--reveal", reveal),
  ...CommandLine.option("--verify-command", verifyCommand),
  ...CommandLine.option("--journal", journal)
]

/** The command that gives such a rotation up. */
export const rollingBack = (given: Given, id: string) => [
  ...resuming({ ...given, reveal: false }, id),
  "--roll-back"
]
