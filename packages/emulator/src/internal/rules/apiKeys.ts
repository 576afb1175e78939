import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Redacted } from "effect/Redacted"
import * as Keys from "../keys.js"
import { isLegacy } from "../mode.js"
import { notFound, permissionDenied, refuse } from "../refusal.js"
import * as RelayId from "../relayId.js"
import * as Edit from "../edits.js"
import * as World from "../world.js"
import { type Act, mayActFor, type Outcome } from "./act.js"

/** A key in the one moment in which its secret is known. */
export interface GeneratedApiKey {
  readonly apiKey: World.ApiKey
  readonly secret: Redacted<string>
}

/** Generates a key for whoever asks: W&B has no way to make one for somebody else. */
export const generateApiKey = (
  world: World.World,
  act: Act,
  input: { readonly description?: string | null }
): Outcome<GeneratedApiKey> => {
  if (act.mode.keyCreation === "disabled") return creationDisabled
  const secret = Keys.make(act.entropy, `ApiKey:${world.lastId.ApiKey + 1}`, act.mode)
  const [apiKey, next] = Edit.addApiKey(world, act.user, secret, {
    description: input.description ?? null,
    keepSecret: isLegacy(act.mode)
  })
  return Either.right([{ apiKey, secret }, next])
}

/** The beginning of the server's words; with which status it says them is inferred. */
const creationDisabled = refuse(403, "API key creation has been disabled by your organization administrator")

/** Deletes a key of one's own, or anybody's as a privileged admin. */
export const deleteApiKey = (
  world: World.World,
  act: Act,
  input: { readonly id?: string | null }
): Outcome<void> =>
  Either.gen(function* () {
    const apiKey = RelayId.decode("ApiKey", input.id ?? "").pipe(
      Option.flatMap((id) => World.apiKeyById(world, id)),
      Option.getOrNull
    )
    if (apiKey === null) return yield* notFound("api key")
    if (!mayActFor(act, apiKey.owner)) return yield* permissionDenied
    return [undefined, Edit.removeApiKey(world, apiKey)]
  })
