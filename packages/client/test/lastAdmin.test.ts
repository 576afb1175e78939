import { WandbError } from "@effect-wandb/core"
import { assert, describe, it } from "@effect/vitest"
import { isLastAdmin } from "../src/internal/refusal.js"

const rejected = (description: string, status = 400) =>
  new WandbError.RequestFailed({ operation: "Teams.setRole", reason: "Rejected", description, status })

describe("a refusal", () => {
  it.each([
    "a team must keep an admin",
    "A team must have an admin.",
    "cannot remove the last admin",
    "grace is the last team admin",
    "the last administrator can not be removed",
    "you are the only admin of this team",
    "the only admin cannot leave",
    "cannot demote the team's only admin.",
    "at least one admin is required",
    "team must have at least one admin"
  ])("is known to keep the last admin of a team: %s", (words) => assert.isTrue(isLastAdmin(rejected(words))))

  it.each([
    "only admins can use deleteInvite()",
    "only administrators can change roles",
    "only admin users can change roles",
    "only an admin can do this",
    "this needs the role of an admin",
    'there is no role "last admin"',
    "no such role: 'only admin'",
    "a role is needed"
  ])("is not taken for that: %s", (words) => assert.isFalse(isLastAdmin(rejected(words))))

  it("that is none of a change is not taken for that", () => {
    const failed = new WandbError.RequestFailed({ ...rejected("the last admin"), reason: "Server" })
    const denied = new WandbError.PermissionDenied({
      operation: "Teams.setRole",
      serverMessage: "the last admin"
    })
    assert.isFalse(isLastAdmin(failed) || isLastAdmin(denied))
  })
})
