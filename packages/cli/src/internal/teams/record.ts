import { Member } from "@effect-wandb/core/Member"
import { Team } from "@effect-wandb/core/Team"
import * as Schema from "effect/Schema"
import * as Records from "../records.js"

const { id, members, name, personal } = Team.fields

const counted = Schema.Struct({
  id,
  name,
  personal,
  /** Who is in the team, service accounts among them. */
  memberCount: Schema.Int,
  /** Who is invited to it. */
  pendingCount: Schema.Int,
  members
})

/** A team as all commands give it. */
export const team = Records.make(counted, {
  table: ["name", "memberCount", "pendingCount", "members"],
  handles: ["name"]
})

/** A team, and how many are in it. */
export const ofTeam = ({ id, members, name, personal }: Team): typeof counted.Type => {
  const pendingCount = members.filter(({ pending }) => pending).length
  return { id, name, personal, memberCount: members.length - pendingCount, pendingCount, members }
}

/** A member of a team as all commands give it. */
export const member = Records.make(Member, {
  table: ["username", "name", "email", "role", "accountType", "pending"]
})
