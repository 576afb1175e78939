import type { Outcome, WandbError } from "@effect-wandb/core"
import type { Wandb } from "@effect-wandb/client"
import type { Fault } from "@effect-wandb/emulator"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Chunk, Effect, Either, FastCheck, Stream } from "effect"
import { asUser } from "./keys.js"
import type { Real } from "./model.js"
import {
  type End,
  endOf,
  endOfError,
  type Kind,
  type Prospect,
  show,
  type Tag,
  type Trouble,
  troubles
} from "./modelFaults.js"
import { isLiving, type Model } from "./modelState.js"

// The steps of a program, each of which is held against what has to come of it.

export type Command = FastCheck.AsyncCommand<Model, Real>

/** Gives a look at what was given, for when the model has changed. */
type Program = Effect.Effect<() => void, WandbError.WandbError, Wandb.Wandb>

export const giving = <A, E extends WandbError.WandbError, R extends Wandb.Wandb>(
  program: Effect.Effect<A, E, R>,
  look: (value: A) => void = () => undefined
): Effect.Effect<() => void, E, R> => Effect.map(program, (value) => () => look(value))

/** Runs a program as somebody while something goes wrong; gives whether it has met that, too. */
const meeting = async <A, E>(
  { instance, run }: Real,
  as: string,
  fault: Fault.Fault | undefined,
  program: Effect.Effect<A, E, Wandb.Wandb>
): Promise<readonly [Either.Either<A, E>, isMet: boolean]> => {
  const seen = (await Effect.runPromise(instance.requests)).length
  if (fault !== undefined) await Effect.runPromise(instance.inject(fault))
  const result = await run(as === "root" ? program : asUser(instance, as)(program))
  await Effect.runPromise(instance.clearFaults)
  const requests = (await Effect.runPromise(instance.requests)).slice(seen)
  return [result, requests.some(({ fault }) => fault !== undefined)]
}

/** What is done, and what is to come of it. */
interface Plan extends Prospect {
  /** Whoever has to be known for it is looked up before anything goes wrong. */
  readonly program: (real: Real) => Program | Promise<Program>
  /** Looks at the error, before the model changes. */
  readonly told?: (error: WandbError.WandbError, real: Real) => Promise<void>
}

/** What is sent, by root field; any request where there is none. */
type Sent = readonly [operation: string | undefined, Kind]

interface Step {
  readonly title: string
  /** What it sends at most, in this order. */
  readonly sends: readonly [Sent, ...ReadonlyArray<Sent>]
  /** Nothing where it cannot be done. */
  readonly plan: (model: Model) => Plan | undefined
}

/** A step that one of the living takes. */
export const command = (
  as: string,
  trouble: Trouble | undefined,
  { plan: planFor, sends, title }: Step
): Command => ({
  check: (model) => isLiving(model, as) && planFor(model) !== undefined,
  toString: () => `${title} as ${as}${show(trouble)}`,
  run: async (model, real) => {
    const plan = planFor(model)
    if (plan === undefined) return
    const program = await plan.program(real)
    const [operation, kind] = sends[(trouble?.which ?? 0) % sends.length] ?? sends[0]
    const fault = trouble?.fault({ ...(operation !== undefined && { operation }), times: trouble.times })
    const [result, isMet] = await meeting(real, as, fault, program)
    const [end, isDone] = endOf(kind, plan, isMet ? trouble : undefined)
    deepStrictEqual(Either.match(result, { onLeft: endOfError, onRight: (): End => "done" }), end)
    if (Either.isLeft(result)) await plan.told?.(result.left, real)
    if (isDone) await plan.change?.(real)
    if (Either.isRight(result)) result.right()
  }
})

// Many at once

type Outcomes<I, A> = Outcome.Outcome<I, A, WandbError.WandbError, WandbError.WandbError>

const endOfOutcome = (outcome: Outcomes<unknown, unknown>): End => {
  switch (outcome._tag) {
    case "Done":
      return "done"
    case "Unchanged":
      return outcome.reason._tag
    case "Failed":
      return outcome.error._tag
    case "Unknown":
      return endOfError(outcome.error)
  }
}

/** Some of many: one after the other, or different ones at the same time. */
export interface Many<I> {
  readonly inputs: ReadonlyArray<I>
  readonly concurrency: number
}

export const many = <I>(
  input: FastCheck.Arbitrary<I>,
  keyOf: (input: I) => unknown
): FastCheck.Arbitrary<Many<I>> =>
  FastCheck.oneof(
    FastCheck.array(input, { maxLength: 4 }).map((inputs) => ({ inputs, concurrency: 1 })),
    FastCheck.uniqueArray(input, { maxLength: 4, selector: keyOf }).map((inputs) => ({
      inputs,
      concurrency: 10
    }))
  )

interface Bulk<I, A> {
  readonly title: string
  readonly sends: readonly [operation: string, Kind]
  /** The refusals that say that there is nothing to do. */
  readonly already: ReadonlyArray<Tag>
  readonly inputs: (model: Model) => Many<I>
  readonly prospect: (model: Model, input: I) => Prospect
  readonly program: (
    inputs: ReadonlyArray<I>,
    options: Outcome.BulkOptions
  ) => Stream.Stream<Outcomes<I, A>, never, Wandb.Wandb>
  /** Looks at what was given for one of them, once the model has changed. */
  readonly given?: (model: Model, input: I, value: A) => void
}

/** Goes through many while something goes wrong with each of them, and then once more. */
export const bulkCommand = <I, A>(
  as: string,
  trouble: Trouble | undefined,
  { already, given, inputs: inputsOf, program, prospect, sends: [operation, kind], title }: Bulk<I, A>
): Command => ({
  check: (model) => isLiving(model, as),
  toString: () => `${title} as ${as}${show(trouble)}`,
  run: async (model, real) => {
    const { concurrency, inputs } = inputsOf(model)
    const throughAll = async (trouble: Trouble | undefined) => {
      const fault = trouble?.fault({ operation, times: trouble.times })
      const run = Stream.runCollect(program(inputs, { concurrency }))
      const [result] = await meeting(real, as, fault, run)
      const outcomes = Chunk.toReadonlyArray(Either.getOrThrow(result))
      deepStrictEqual(
        outcomes.map(({ input }) => input),
        inputs
      )
      for (const outcome of outcomes) {
        const one = prospect(model, outcome.input)
        const [end, isDone] = endOf(kind, one, trouble)
        deepStrictEqual(endOfOutcome(outcome), end)
        deepStrictEqual(
          outcome._tag === "Unchanged",
          already.some((tag) => tag === end)
        )
        if (isDone) await one.change?.(real)
        if (outcome._tag === "Done") given?.(model, outcome.input, outcome.value)
      }
    }
    await throughAll(trouble === undefined ? undefined : { ...trouble, times: always })
    await throughAll(undefined)
  }
})

/** More often than all tries of all of them. */
const always = 1_000

// How steps are chosen

const actors = FastCheck.constantFrom("root", "root", "root", "ada", "grace", "engine-ci")

/** A step by anybody, with which something goes wrong in one of two. */
export const step = <Args extends Array<unknown>>(
  make: (as: string, trouble: Trouble | undefined, ...args: Args) => Command,
  ...args: { readonly [K in keyof Args]: FastCheck.Arbitrary<Args[K]> }
): FastCheck.Arbitrary<Command> =>
  FastCheck.tuple(
    actors,
    FastCheck.option(troubles, { nil: undefined, freq: 2 }),
    FastCheck.tuple<Args>(...args)
  ).map(([as, trouble, args]) => make(as, trouble, ...args))

export const local = FastCheck.constantFrom("ada", "grace", "alan", "mary", "joan")
