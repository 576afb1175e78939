import { ApiKeys } from "@effect-wandb/core/ApiKeys"
import type { ApiKeySecret } from "@effect-wandb/core/ApiKeySecret"
import { Credentials } from "@effect-wandb/core/Credentials"
import { Teams } from "@effect-wandb/core/Teams"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { WandbTest } from "../../WandbTest.js"

/** The secrets that a context holds from the start. */
const held = (context: Context.Context<never>): ReadonlyArray<Redacted.Redacted> => [
  ...Option.match(Context.getOption(context, WandbTest), {
    onNone: () => [],
    onSome: ({ secrets }) => secrets
  }),
  ...Option.toArray(Option.flatMap(Context.getOption(context, Credentials), ({ apiKey }) => apiKey))
]

/** A service as it is, whatever it is made of, save for some of its methods. */
const overridden = <Service extends object>(service: Service, methods: Partial<Service>): Service =>
  new Proxy(service, {
    get: (target, name) => {
      const own: unknown = Reflect.get(methods, name)
      if (own !== undefined) return own
      const member: unknown = Reflect.get(target, name)
      return typeof member === "function" ? member.bind(target) : member
    }
  })

type Learn = (secret: ApiKeySecret) => Effect.Effect<void>

const withApiKeys = <R>(context: Context.Context<R>, learn: Learn): Context.Context<R> =>
  Option.match(Context.getOption(context, ApiKeys), {
    onNone: () => context,
    onSome: (apiKeys) =>
      Context.add(
        context,
        ApiKeys,
        overridden(apiKeys, {
          generate: (options) => Effect.tap(apiKeys.generate(options), ({ secret }) => learn(secret))
        })
      )
  })

const withTeams = <R>(context: Context.Context<R>, learn: Learn): Context.Context<R> =>
  Option.match(Context.getOption(context, Teams), {
    onNone: () => context,
    onSome: (teams) =>
      Context.add(
        context,
        Teams,
        overridden(teams, {
          serviceAccountKey: (team, account) =>
            Effect.tap(
              teams.serviceAccountKey(team, account),
              Option.match({ onNone: () => Effect.void, onSome: learn })
            )
        })
      )
  })

/** What a program runs in, changed so that all secrets that it can know are collected, also those that it is given. */
export const learning = <R>(
  secrets: Set<Redacted.Redacted>
): ((context: Context.Context<R>) => Context.Context<R>) => {
  const learn: Learn = (secret) => Effect.sync(() => void secrets.add(secret))
  return (context) => {
    for (const secret of held(context)) secrets.add(secret)
    return withTeams(withApiKeys(context, learn), learn)
  }
}
