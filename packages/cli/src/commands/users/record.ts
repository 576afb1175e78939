import { User } from "@effect-wandb/core/User"
import * as Records from "../../internal/records.js"

/** A user as all commands give it: the fields of the entity, under its names. */
export const user = Records.make(User, {
  table: ["username", "name", "email", "admin", "accountType", "teams", "deletedAt"],
  handles: ["username"]
})
