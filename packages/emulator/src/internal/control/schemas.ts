import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as Fault from "../../Fault.js"
import { AccountType } from "../../Seed.js"
import * as WholeWorld from "../../Snapshot.js"

// The names of schemas are for those who make clients of OpenAPI.

const User = Schema.Struct({
  id: Schema.String,
  username: Schema.String,
  email: Schema.NullOr(Schema.String),
  name: Schema.String,
  admin: Schema.Boolean,
  accountType: AccountType,
  deletedAt: Schema.NullOr(Schema.String),
  teams: Schema.Array(Schema.String)
})

const ApiKey = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  description: Schema.NullOr(Schema.String),
  username: Schema.String
})

const Team = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  members: Schema.Array(
    Schema.Struct({ username: Schema.String, role: Schema.String, accountType: AccountType })
  ),
  invites: Schema.Array(Schema.Struct({ id: Schema.String, email: Schema.String, role: Schema.String }))
})

export const World = Schema.Struct({
  users: Schema.Array(User),
  apiKeys: Schema.Array(ApiKey),
  teams: Schema.Array(Team)
}).annotations({ identifier: "World" })

const Tag = Schema.typeSchema(Schema.pluck(Fault.Fault, "_tag"))

export const Requests = Schema.Array(
  Schema.Struct({
    id: Schema.Int,
    at: Schema.String,
    durationMillis: Schema.Number,
    operation: Schema.NullOr(Schema.String),
    rootFields: Schema.Array(Schema.String),
    variables: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
    username: Schema.NullOr(Schema.String),
    status: Schema.NullOr(Schema.Int),
    outcome: Schema.Literal("answered", "lost", "abandoned"),
    errors: Schema.Array(Schema.String),
    fault: Schema.optionalWith(Tag, { exact: true }),
    hints: Schema.Array(Schema.String)
  }).annotations({ identifier: "Request" })
)

const numeric = (pattern: RegExp, description: string) =>
  Schema.transform(
    Schema.String.pipe(Schema.pattern(pattern, { description })).annotations({ description }),
    Schema.Int,
    { strict: true, decode: Number, encode: String }
  )

/** Which entries of the journal are asked for. */
export const RequestsQuery = Schema.Struct({
  after: Schema.optional(numeric(/^\d{1,15}$/, "a whole number from 0")).annotations({
    description: "Leaves out the entries up to this id"
  }),
  limit: Schema.optional(numeric(/^[1-9]\d{0,14}$/, "a whole number from 1")).annotations({
    description: "The most entries to give; all when absent"
  })
})

const AnyFault = Fault.Fault.annotations({ identifier: "Fault" })

export const Faults = Schema.Array(AnyFault)

export const ArmedFaults = Schema.Array(
  Schema.Struct({
    fault: AnyFault,
    met: Schema.Int,
    left: Schema.NullOr(Schema.Int)
  }).annotations({ identifier: "ArmedFault" })
)

export const Snapshot = WholeWorld.Snapshot.annotations({ identifier: "Snapshot" })

/** A time with its zone, so that it is the same wherever it is read. */
const Time = Schema.transformOrFail(
  Schema.String.annotations({ description: 'a time with its zone such as "2026-01-31T12:00:00Z"' }),
  Schema.Number,
  {
    strict: true,
    decode: (text, _, ast) => {
      const millis = /T.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
      return Number.isNaN(millis) ? Either.left(new ParseResult.Type(ast, text)) : Either.right(millis)
    },
    encode: (millis, _, ast) =>
      Either.try({
        try: () => new Date(millis).toISOString(),
        catch: () => new ParseResult.Type(ast, millis)
      })
  }
)

/** What the clock of the instance says. */
export const Now = Schema.Struct({ now: Time })

/** How the clock is to be moved: one way, because the order of two would count. */
export const Move = Schema.Struct({
  adjust: Schema.optional(Fault.Delay.fields.duration),
  setTime: Schema.optional(Time)
}).pipe(
  Schema.filter(({ adjust, setTime }) => (adjust === undefined) !== (setTime === undefined), {
    description: "either adjust or setTime"
  })
)

export const SessionRequest = Schema.Struct({ username: Schema.String })

export const Session = Schema.Struct({ username: Schema.String, apiKey: Schema.Redacted(Schema.String) })
