import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Redacted } from "effect/Redacted"
import * as Keys from "./keys.js"
import * as World from "./world.js"

/**
 * Credentials that let users in without being API keys of theirs: they belong to the instance rather than to its
 * world, and go on when it is restored.
 */
export type Sessions = HashMap.HashMap<string, Session>

interface Session {
  readonly digest: Keys.Digest
  readonly username: string
}

export const none: Sessions = HashMap.empty()

export const open = (sessions: Sessions, username: string, secret: Redacted<string>): Sessions => {
  const digest = Keys.digest(secret)
  return HashMap.set(sessions, digest.prefix, { digest, username })
}

/** The user whom a key lets in, as an API key or as a session. */
export const authenticate = (
  world: World.World,
  sessions: Sessions,
  credentials: Option.Option<Keys.Digest>
): Option.Option<World.User> =>
  Option.flatMap(credentials, (presented) =>
    Option.orElse(World.userByKey(world, presented), () => userOf(world, sessions, presented))
  )

const userOf = (world: World.World, sessions: Sessions, presented: Keys.Digest): Option.Option<World.User> =>
  HashMap.get(sessions, presented.prefix).pipe(
    Option.filter(({ digest }) => Keys.same(digest, presented)),
    Option.flatMap(({ username }) => World.userByName(world, username)),
    Option.filter(World.isActive)
  )
