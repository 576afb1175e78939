import * as KeyAudit from "@effect-wandb/admin/KeyAudit"
import * as KeyRotation from "@effect-wandb/admin/KeyRotation"
import * as Offboarding from "@effect-wandb/admin/Offboarding"
import * as Roster from "@effect-wandb/admin/Roster"
import { Fault, WandbTest } from "@effect-wandb/testing"
import { describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, Fiber, Stream, TestClock, Tracer } from "effect"
import * as Leaving from "./OffboardingWorld.js"
import { keysOf, world } from "./rotationWorld.js"

/** The spans of admin's operations that a program leaves, each with what it says. */
const spansOf = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const native = yield* Effect.tracer
    const spans: Array<Tracer.Span> = []
    const tracer = Tracer.make({
      span: (...args) => {
        const span = native.span(...args)
        spans.push(span)
        return span
      },
      context: native.context
    })
    const fiber = yield* Effect.fork(Effect.withTracer(program, tracer))
    yield* TestClock.adjust("1 minute")
    yield* Fiber.interrupt(fiber)
    return spans
      .filter(({ name }) => /^(KeyRotation|Roster|Offboarding|KeyAudit)\./.test(name))
      .map(({ attributes, name }) => {
        const { "wandb.operation": operation, ...others } = Object.fromEntries(attributes)
        return [name, operation, others]
      })
  })

const said = (operation: string, others: Readonly<Record<string, string | number>>) => [
  operation,
  operation,
  others
]

const rotation = (
  store: () => Effect.Effect<void, string> = () => Effect.void,
  verify: () => Effect.Effect<void> = () => Effect.void
) => Effect.flatMap(keysOf("root"), ([key]) => KeyRotation.rotate({ old: key?.name ?? "", store, verify }))

describe("the span of a rotation", () => {
  it.effect("says in which state it ends", () =>
    Effect.gen(function* () {
      deepStrictEqual(yield* spansOf(rotation()), [
        said("KeyRotation.rotate", {
          "wandb.entity": "api_key",
          "wandb.rotation.state": "Done",
          "wandb.outcome": "Success"
        })
      ])
    }).pipe(Effect.provide(world))
  )

  it.effect("says in which state it failed, and in which it was cut off", () =>
    Effect.gen(function* () {
      const failing = Effect.exit(rotation(() => Effect.fail("no")))
      const hanging = rotation(undefined, () => Effect.never)
      deepStrictEqual(yield* spansOf(Effect.zipRight(failing, hanging)), [
        said("KeyRotation.rotate", {
          "wandb.entity": "api_key",
          "wandb.rotation.state": "RolledBack",
          "wandb.outcome": "RotationFailed",
          "error.type": "RotationFailed"
        }),
        said("KeyRotation.rotate", {
          "wandb.entity": "api_key",
          "wandb.rotation.state": "Stored",
          "wandb.outcome": "Interrupted"
        })
      ])
    }).pipe(Effect.provide(world))
  )
})

describe("the span of an offboarding", () => {
  it.effect("counts the steps, and how each ended", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respond({ status: 403, operation: "deleteApiKey" }))
      const leaving = Effect.flatMap(Leaving.planFor("lea", Leaving.everything), Offboarding.apply)
      deepStrictEqual(yield* spansOf(leaving), [
        said("Offboarding.plan", { "wandb.entity": "user", "wandb.items": 8, "wandb.outcome": "Success" }),
        said("Offboarding.apply", {
          "wandb.entity": "user",
          "wandb.items": 8,
          "wandb.failed": 1,
          "wandb.done": 7,
          "wandb.outcome": "Success"
        })
      ])
    }).pipe(Effect.provide(Leaving.world))
  )
})

describe("the span of a roster", () => {
  it.effect("counts what was read, and the changes that were made", () =>
    Effect.gen(function* () {
      const roster: Roster.Roster = { users: [{ email: "alan@example.com" }] }
      const synced = Effect.flatMap(Roster.read(roster), (actual) => Roster.run(Roster.plan(roster, actual)))
      deepStrictEqual(yield* spansOf(synced), [
        said("Roster.read", {
          "wandb.entity": "roster",
          "wandb.accounts": 6,
          "wandb.teams": 0,
          "wandb.outcome": "Success"
        }),
        said("Roster.apply", {
          "wandb.entity": "roster",
          "wandb.items": 1,
          "wandb.done": 1,
          "wandb.outcome": "Success"
        })
      ])
    }).pipe(Effect.provide(Leaving.world))
  )
})

describe("the span of an audit", () => {
  it.effect("says what it failed of, and nothing of what fails with who takes from it", () =>
    Effect.gen(function* () {
      yield* WandbTest.inject(Fault.respond({ status: 403 }))
      const audit = KeyAudit.report()
      const taken = Effect.exit(Stream.runForEach(audit, () => Effect.fail("mine")))
      deepStrictEqual(yield* spansOf(Effect.zipRight(Effect.exit(Stream.runDrain(audit)), taken)), [
        said("KeyAudit.report", {
          "wandb.entity": "api_key",
          "wandb.outcome": "PermissionDenied",
          "error.type": "PermissionDenied"
        }),
        said("KeyAudit.report", { "wandb.entity": "api_key", "wandb.outcome": "Success" })
      ])
    }).pipe(Effect.provide(Leaving.world))
  )
})
