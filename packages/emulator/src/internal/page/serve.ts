import * as Cookies from "@effect/platform/Cookies"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Fault } from "../../Fault.js"
import type { Instance } from "../../Instance.js"
import type { Answer } from "../answer.js"
import type * as Token from "../control/token.js"
import type { Incoming } from "../incoming.js"
import { stamp } from "../stamp.js"
import { type Action, readForm } from "./form.js"
import { contentSecurityPolicy, etag, render } from "./page.js"
import type { Control, Shown, View } from "./view.js"

/** What the forms have done, as the address says it after them: a text of its own would be anybody's to write. */
const notices: Readonly<Record<string, string>> = {
  reset: "The world was reset.",
  disarm: "All faults were disarmed.",
  arm: "The fault is armed.",
  token: "This is not the token of this emulator: open the link that it printed when it started.",
  locked: "Nothing was done: open the link that the emulator printed when it started."
}

/** Serves the page, and does what its forms ask for, to those who opened it with the token. */
export const make = (instance: Instance.Service, isToken: Token.Check | undefined) => {
  const controlOf = (incoming: Incoming): Control => {
    if (isToken === undefined) return "off"
    const given = Cookies.parseHeader(incoming.header("cookie") ?? "")[cookieOf(incoming)]
    return given !== undefined && isToken(Redacted.make(given)) ? "open" : "locked"
  }

  /** Puts the token that came with the link into a cookie, and the link out of sight. */
  const unlock = (incoming: Incoming, token: string): Answer =>
    isToken?.(Redacted.make(token)) === true
      ? {
          ...seeOther("/"),
          headers: {
            ...seeOther("/").headers,
            "set-cookie": `${cookieOf(incoming)}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`
          }
        }
      : seeOther("/?notice=token")

  const show = (incoming: Incoming, notice: string | undefined): Effect.Effect<Answer> =>
    Effect.map(viewOf(instance, controlOf(incoming), notice), (view) => {
      const tag = etag(view)
      const isKnown = incoming.header("if-none-match") === tag
      return isKnown ? page(304, "", tag) : page(200, incoming.method === "HEAD" ? "" : render(view), tag)
    })

  const act = (incoming: Incoming): Effect.Effect<Answer> => {
    if (controlOf(incoming) !== "open") return Effect.succeed(seeOther("/?notice=locked"))
    return Either.match(readForm(new URLSearchParams(incoming.body)), {
      onLeft: (reason) => show(incoming, reason),
      onRight: (action) =>
        Effect.matchEffect(perform(instance, action), {
          onFailure: (reason) => show(incoming, reason),
          onSuccess: () => Effect.succeed(seeOther(`/?notice=${action._tag.toLowerCase()}`))
        })
    })
  }

  return (incoming: Incoming): Effect.Effect<Answer> => {
    if (incoming.method === "POST") return act(incoming)
    const asked = new URLSearchParams(incoming.query)
    const token = asked.get("token")
    return token === null
      ? show(incoming, notices[asked.get("notice") ?? ""])
      : Effect.succeed(unlock(incoming, token))
  }
}

/** Ports of one machine share their cookies, so each has one of its own. */
const cookieOf = (incoming: Incoming): string =>
  `emulator-control-${(incoming.header("host") ?? "").replace(/[^a-z0-9]/gi, "-")}`

const page = (status: number, body: string, tag: string): Answer => ({
  status,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": contentSecurityPolicy,
    "cache-control": "no-cache",
    // Without a referrer at all the forms would come from nowhere, and be refused.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    etag: tag
  },
  body,
  errors: []
})

/** Kept by nobody: the address may hold the token. */
const seeOther = (location: string): Answer => ({
  status: 303,
  headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  body: "",
  errors: []
})

const perform = (instance: Instance.Service, action: Action): Effect.Effect<void, string> => {
  switch (action._tag) {
    case "Reset":
      return instance.reset
    case "Disarm":
      return instance.clearFaults
    case "Arm":
      return Effect.flatMap(
        Effect.mapError(
          Schema.decodeUnknown(Fault)(action.fault),
          () => "Nothing was armed: a field of the fault has a value that it cannot have."
        ),
        (fault) => instance.inject(fault)
      )
  }
}

/** How many rows of each kind the page holds. */
const rows = 200

const shown = <A>(all: ReadonlyArray<A>): Shown<A> => ({ rows: all.slice(0, rows), total: all.length })

const viewOf = (
  instance: Instance.Service,
  control: Control,
  notice: string | undefined
): Effect.Effect<View> =>
  Effect.gen(function* () {
    const requests = yield* instance.requests
    return {
      now: stamp(yield* instance.clock.now),
      users: shown(yield* instance.users),
      apiKeys: shown(yield* instance.apiKeys),
      teams: shown(yield* instance.teams),
      requests: { rows: Arr.reverse(requests.slice(-rows)), total: requests.length },
      faults: yield* instance.faults,
      control,
      ...(notice === undefined ? {} : { notice })
    }
  })
