import * as Effect from "effect/Effect"
import type { Instance } from "../../Instance.js"
import type { Admission, Head } from "../admission.js"
import * as Answer from "../answer.js"
import type { Incoming } from "../incoming.js"
import { lazily } from "../lazily.js"
import { maxBody } from "../serving.js"
import { InvalidRequest, Unauthorized } from "./errors.js"
import * as Path from "./path.js"
import * as Token from "./token.js"

/** The control of an instance, as it is mounted. */
export interface Control {
  /** Asks for the token before a body is read: only who has it may send a large one. */
  readonly admit: (head: Head) => Admission
  readonly answer: (incoming: Incoming) => Effect.Effect<Answer.Answer>
}

const mebibyte = 1_048_576

/** The most bytes that a snapshot may have: a world of 100,000 users with a key each takes 40 MiB. */
export const maxSnapshot = 64 * mebibyte

/** Makes the control of an instance; what it takes to answer is loaded when it is first asked. */
export const make = (instance: Instance.Service, isToken: Token.Check): Effect.Effect<Control> => {
  const isLetIn = ({ header, path }: Head): boolean =>
    path === Path.openApi || isToken(Token.inHeader(header("authorization")))

  const load = Effect.flatMap(
    Effect.promise(() => import("./app.js")),
    (App) => App.make(instance, isToken)
  )

  return Effect.map(lazily(load), (loaded) => ({
    admit: (head) => {
      if (!isLetIn(head)) return { limit: maxBody, beyond: unauthorized }
      return upTo(head.method === "PUT" && head.path === Path.snapshot ? maxSnapshot : maxBody)
    },
    answer: (incoming) =>
      isLetIn(incoming) ? Effect.flatMap(loaded, (answer) => answer(incoming)) : Effect.succeed(unauthorized)
  }))
}

// In the shape of the API's errors, without loading the API.
const unauthorized: Answer.Answer = {
  ...Answer.json(401, { _tag: "Unauthorized", message: new Unauthorized().message }),
  headers: { "content-type": "application/json", "www-authenticate": "Bearer" }
}

const upTo = (limit: number): Admission => {
  const problems: InvalidRequest["problems"] = [
    { field: "", reason: `the body is larger than ${limit / mebibyte} MiB` }
  ]
  const { message } = new InvalidRequest({ problems })
  return { limit, beyond: Answer.json(413, { _tag: "InvalidRequest", problems, message }) }
}
