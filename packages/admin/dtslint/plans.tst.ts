import { KeyAudit, Offboarding, Roster, type RosterPlan } from "@effect-wandb/admin"
import type { ApiKeys, Teams, User, Users, WandbError } from "@effect-wandb/core"
import type { Effect, Stream } from "effect"
import { describe, expect, test } from "tstyche"

declare const user: User.User
declare const roster: Roster.Roster
declare const actual: Roster.Actual
declare const rosterPlan: RosterPlan.Plan
declare const leaving: Offboarding.Plan

describe("an audit of keys", () => {
  test("only reads, so that it needs the users alone and can end in no OutcomeUnknown", () => {
    expect(KeyAudit.report()).type.toBe<Stream.Stream<KeyAudit.Entry, WandbError.QueryError, Users.Users>>()
  })
})

describe("offboarding", () => {
  test("is planned without what changes keys, and applied with it", () => {
    expect(Offboarding.plan(user)).type.toBe<
      Effect.Effect<Offboarding.Plan, Offboarding.PlanError, Teams.Teams | Users.Users>
    >()
    expect(Offboarding.apply(leaving)).type.toBe<
      Effect.Effect<Offboarding.Receipt, Offboarding.ApplyError, ApiKeys.ApiKeys | Teams.Teams | Users.Users>
    >()
    expect(Offboarding.applyStream(leaving)).type.toBe<
      Stream.Stream<
        Offboarding.StepOutcome,
        Offboarding.ApplyError,
        ApiKeys.ApiKeys | Teams.Teams | Users.Users
      >
    >()
  })

  test("changes nothing that ends in an error while it is planned: no change was sent", () => {
    expect<Offboarding.PlanError>().type.not.toBeAssignableFrom<WandbError.OutcomeUnknown>()
    expect<Offboarding.ApplyError>().type.not.toBeAssignableFrom<WandbError.OutcomeUnknown>()
  })

  test("is of a user, and is applied as a plan", () => {
    expect(Offboarding.plan).type.not.toBeCallableWith("ada")
    expect(Offboarding.apply).type.not.toBeCallableWith(user)
    expect(Offboarding.apply).type.not.toBeCallableWith(rosterPlan)
  })
})

describe("a roster", () => {
  test("is planned by a pure function", () => {
    expect(Roster.plan(roster, actual)).type.toBe<RosterPlan.Plan>()
    expect(Roster.check(roster)).type.toBe<ReadonlyArray<Roster.Problem>>()
  })

  test("is read and applied with the services of core", () => {
    expect(Roster.read(roster)).type.toBe<
      Effect.Effect<Roster.Actual, Roster.RosterUnreadable, Users.Users | Teams.Teams>
    >()
    expect(Roster.run(rosterPlan)).type.toBe<
      Effect.Effect<
        RosterPlan.Receipt,
        Roster.RosterChanged | Roster.RosterRefused | Roster.RosterUnreadable,
        Users.Users | Teams.Teams
      >
    >()
  })

  test("is not taken for what is there, nor for its plan", () => {
    expect(Roster.plan).type.not.toBeCallableWith(actual, roster)
    expect(Roster.apply).type.not.toBeCallableWith(roster)
    expect(Roster.apply).type.not.toBeCallableWith(leaving)
  })
})
