import { Operation, type WandbClient } from "@effect-wandb/client"
import type { WandbError } from "@effect-wandb/core"
import { type Effect, Schema } from "effect"
import { describe, expect, test } from "tstyche"

declare const client: WandbClient.WandbClient.Service

const document = "query Q($name: String!) { team(name: $name) { id } }"
const variables = Schema.Struct({ name: Schema.String })
const result = Schema.Struct({ id: Schema.String })

const query = Operation.query("Q", { document, variables, result })
const mutation = Operation.mutation("M", { document, variables, result, idempotent: true, ifLost: "Look." })

describe("an operation of one's own", () => {
  test("gives what its result is decoded to", () => {
    expect(client.query(query, { name: "engine" })).type.toBe<
      Effect.Effect<{ readonly id: string }, WandbError.QueryError>
    >()
  })

  test("may end in OutcomeUnknown where it is a change, and nowhere else", () => {
    expect(client.mutate(mutation, { name: "engine" })).type.toBe<
      Effect.Effect<{ readonly id: string }, WandbError.MutationError>
    >()
    expect<WandbError.MutationError>().type.toBe<WandbError.QueryError | WandbError.OutcomeUnknown>()
    expect<WandbError.QueryError>().type.not.toBeAssignableFrom<WandbError.OutcomeUnknown>()
  })

  test("is sent as what it is", () => {
    expect(client.query).type.not.toBeCallableWith(mutation, { name: "engine" })
    expect(client.mutate).type.not.toBeCallableWith(query, { name: "engine" })
  })

  test("has its variables", () => {
    expect(client.query).type.not.toBeCallableWith(query, {})
    expect(client.query).type.not.toBeCallableWith(query, { name: 1 })
    expect(client.query).type.not.toBeCallableWith(query)
  })

  test("is sent as JSON, in which there is neither a bigint nor a secret", () => {
    const big = Schema.Struct({ a: Schema.BigIntFromSelf })
    const secret = Schema.Struct({ a: Schema.RedactedFromSelf(Schema.String) })
    expect(Operation.query).type.not.toBeCallableWith("Q", { document, variables: big, result })
    expect(Operation.query).type.not.toBeCallableWith("Q", { document, variables: secret, result })
    expect(Operation.query).type.toBeCallableWith("Q", { document, variables, result })
  })
})

describe("a call of several operations", () => {
  test("changes nothing of their type", () => {
    const sent = client.query(query, { name: "engine" })
    expect(client.call("mine")(sent)).type.toBe(sent)
  })
})
