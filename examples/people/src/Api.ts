import { User, Users } from "@effect-wandb/core"
import { HttpApi, HttpApiBuilder, HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "@effect/platform"
import { Chunk, Effect, Layer, Schema, Stream } from "effect"
import { Authorization, mayChange } from "./Authorization.js"
import * as Errors from "./errors.js"
import { NewPerson, Person } from "./Person.js"

const username = HttpApiSchema.param("username", User.Username)

/** How many people a search gives at most. */
const most = 100

/** The people of a W&B, for whoever has a token of this API and no key of W&B. */
export class Api extends HttpApi.make("people").add(
  HttpApiGroup.make("people")
    .add(
      HttpApiEndpoint.get("search", "/people")
        .setUrlParams(Schema.Struct({ search: Schema.NonEmptyTrimmedString }))
        .addSuccess(Schema.Array(Person))
    )
    .add(HttpApiEndpoint.get("get")`/people/${username}`.addSuccess(Person).addError(Errors.NoSuchPerson))
    .add(
      HttpApiEndpoint.post("create", "/people")
        .setPayload(NewPerson)
        .addSuccess(Person, { status: 201 })
        .addError(Errors.ReadOnly)
        .addError(Errors.Conflict)
    )
    .add(
      HttpApiEndpoint.del("remove")`/people/${username}`
        .addSuccess(HttpApiSchema.NoContent)
        .addError(Errors.ReadOnly)
        .addError(Errors.NoSuchPerson)
        .addError(Errors.Conflict)
    )
    .addError(Errors.Unusable)
    .addError(Errors.Misconfigured)
    .addError(Errors.TryAgain)
    .middleware(Authorization)
) {}

const unusable = ({ message }: Error) => new Errors.Unusable({ message })
const noSuchPerson = ({ message }: Error) => new Errors.NoSuchPerson({ message })
const conflict = ({ message }: Error) => new Errors.Conflict({ message })

const people = HttpApiBuilder.group(Api, "people", (handlers) =>
  Effect.map(Effect.context<Users.Users>(), (wandb) =>
    handlers
      .handle("search", ({ urlParams }) =>
        Users.search(urlParams.search).pipe(
          Stream.take(most),
          Stream.runCollect,
          Effect.map((users) => Chunk.toReadonlyArray(users).map(Person.of)),
          Effect.catchTags(Errors.ofQueries),
          Effect.provide(wandb)
        )
      )
      .handle("get", ({ path }) =>
        Users.get(path).pipe(
          Effect.map(Person.of),
          Effect.catchTags({ ...Errors.ofQueries, UserNotFound: noSuchPerson, InvalidInput: unusable }),
          Effect.provide(wandb)
        )
      )
      .handle("create", ({ payload }) =>
        Effect.zipRight(mayChange, Users.create(payload)).pipe(
          Effect.map(Person.of),
          Effect.catchTags({ ...Errors.ofChanges, UserAlreadyExists: conflict, InvalidInput: unusable }),
          Effect.provide(wandb)
        )
      )
      .handle("remove", ({ path }) =>
        Effect.zipRight(mayChange, Users.get(path)).pipe(
          Effect.flatMap((user) => Users.delete(user)),
          Effect.asVoid,
          Effect.catchTags({
            ...Errors.ofChanges,
            UserNotFound: noSuchPerson,
            ForceRequired: conflict,
            InvalidInput: unusable
          }),
          Effect.provide(wandb)
        )
      )
  )
)

/** The API, and its description at `/openapi.json`, over whatever W&B and tokens there are. */
export const layer = HttpApiBuilder.middlewareOpenApi().pipe(
  Layer.provideMerge(HttpApiBuilder.api(Api)),
  Layer.provide(people)
)
