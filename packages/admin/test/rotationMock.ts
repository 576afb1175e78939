import { ApiKey, ApiKeys, ApiKeySecret, Credentials, User, Users, WandbError } from "@effect-wandb/core"
import { Context, DateTime, Effect, Layer, Option, Redacted } from "effect"

const secretOf = (count: number) =>
  Effect.runSync(ApiKeySecret.make(`wandb_v1_${String(count).padStart(11, "0")}${"x".repeat(60)}`))

interface Held {
  readonly key: ApiKey.ApiKey
  readonly secret: ApiKeySecret.ApiKeySecret
}

/** Ada's keys, over no server: who asks has to do so with one of them. The first is the one that is to go. */
export const makeMock = () => {
  let made = 0
  let held: ReadonlyArray<Held> = []
  /** Which key asked for each deletion, and for which. */
  const deletions: Array<{ readonly by: string; readonly id: string }> = []

  const add = (description: string | undefined): Held => {
    const secret = secretOf(++made)
    const key = new ApiKey.ApiKey({
      id: ApiKey.ApiKeyId.make(`key-${made}`),
      name: ApiKeySecret.publicName(secret),
      description: Option.fromNullable(description)
    })
    const entry = { key, secret }
    held = [...held, entry]
    return entry
  }
  const old = add("laptop")
  const other = add("cluster")

  const caller = (operation: string) =>
    Effect.flatMap(Effect.context<never>(), (context) => {
      const secret = Option.flatMap(
        Context.getOption(context, Credentials.Credentials),
        ({ apiKey }) => apiKey
      )
      const found = held.find(({ secret: own }) =>
        Option.exists(secret, (given) => Redacted.value(given) === Redacted.value(own))
      )
      return Effect.mapError(
        Effect.fromNullable(found),
        () => new WandbError.Unauthenticated({ operation, attempts: 1 })
      )
    })

  const layer = Layer.mergeAll(
    Credentials.layerMock(old.secret),
    Users.layerMock({
      viewer: Effect.map(
        caller("Users.viewer"),
        () =>
          new User.User({
            id: User.UserId.make("user-1"),
            username: Option.some(User.Username.make("ada")),
            name: "Ada",
            email: Option.none(),
            admin: false,
            accountType: Option.none(),
            defaultEntity: Option.none(),
            createdAt: DateTime.unsafeMake(0),
            deletedAt: Option.none(),
            apiKeys: Option.some(held.map(({ key }) => key)),
            teams: Option.none()
          })
      )
    }),
    ApiKeys.layerMock({
      generate: ({ description, settle } = {}) =>
        Effect.map(caller("ApiKeys.generate"), () => {
          const mark = typeof settle === "object" ? ` [ref ${settle.ref}]` : ""
          const { key, secret } = add(`${description ?? ""}${mark}`)
          return new ApiKey.GeneratedApiKey({
            id: key.id,
            name: key.name,
            description: key.description,
            secret
          })
        }),
      deleteById: (id) =>
        Effect.flatMap(caller("ApiKeys.deleteById"), ({ key: { id: by } }) => {
          deletions.push({ by, id })
          const rest = held.filter(({ key }) => key.id !== id)
          if (rest.length === held.length)
            return Effect.fail(new WandbError.ApiKeyNotFound({ id, attempts: 1 }))
          held = rest
          return Effect.void
        })
    })
  )

  return {
    layer,
    old,
    other,
    deletions,
    live: () => held,
    keys: () => held.map(({ key }) => key)
  }
}
