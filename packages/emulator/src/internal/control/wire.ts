import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { InvalidSnapshot, UnknownUser } from "../errors.js"
import { InvalidRequest, NotKept, Unauthorized } from "./errors.js"

// Errors as they are sent: their fields for programs, and their words for people.

const message = Schema.String.annotations({ description: "What is wrong, and what to do about it" })

export const UnauthorizedWire = Schema.transform(
  Schema.TaggedStruct("Unauthorized", { message }),
  Schema.instanceOf(Unauthorized),
  {
    strict: true,
    decode: () => new Unauthorized(),
    encode: ({ _tag, message }) => ({ _tag, message })
  }
).annotations(
  HttpApiSchema.annotations({
    status: 401,
    identifier: "Unauthorized",
    description: "The token is missing or wrong"
  })
)

export const InvalidRequestWire = Schema.transform(
  Schema.TaggedStruct("InvalidRequest", {
    problems: Schema.NonEmptyArray(Schema.Struct({ field: Schema.String, reason: Schema.String })),
    message
  }),
  Schema.instanceOf(InvalidRequest),
  {
    strict: true,
    decode: ({ problems }) => new InvalidRequest({ problems }),
    encode: ({ _tag, message, problems }) => ({ _tag, problems, message })
  }
).annotations(
  HttpApiSchema.annotations({
    status: 400,
    identifier: "InvalidRequest",
    description: "What was sent is not what it should be"
  })
)

export const InvalidSnapshotWire = Schema.transform(
  Schema.TaggedStruct("InvalidSnapshot", {
    field: Schema.String,
    reason: Schema.String,
    message
  }),
  Schema.instanceOf(InvalidSnapshot),
  {
    strict: true,
    decode: ({ field, reason }) => new InvalidSnapshot({ field, reason }),
    encode: ({ _tag, field, message, reason }) => ({ _tag, field, reason, message })
  }
).annotations(
  HttpApiSchema.annotations({
    status: 422,
    identifier: "InvalidSnapshot",
    description: "The snapshot contradicts itself"
  })
)

export const UnknownUserWire = Schema.transform(
  Schema.TaggedStruct("UnknownUser", { username: Schema.String, message }),
  Schema.instanceOf(UnknownUser),
  {
    strict: true,
    decode: ({ username }) => new UnknownUser({ username }),
    encode: ({ _tag, message, username }) => ({ _tag, username, message })
  }
).annotations(
  HttpApiSchema.annotations({
    status: 404,
    identifier: "UnknownUser",
    description: "There is no user of that name"
  })
)

export const NotKeptWire = Schema.transform(
  Schema.TaggedStruct("NotKept", { reason: Schema.String, message }),
  Schema.instanceOf(NotKept),
  {
    strict: true,
    decode: ({ reason }) => new NotKept({ reason }),
    encode: ({ _tag, message, reason }) => ({ _tag, reason, message })
  }
).annotations(
  HttpApiSchema.annotations({
    status: 503,
    identifier: "NotKept",
    description: "The world has changed, but could not be kept"
  })
)

export const TooLargeWire = InvalidRequestWire.annotations(
  HttpApiSchema.annotations({
    status: 413,
    identifier: "InvalidRequest",
    description: "The body is too large"
  })
)
