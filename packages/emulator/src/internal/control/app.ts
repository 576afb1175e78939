import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import type * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Instance } from "../../Instance.js"
import * as Answer from "../answer.js"
import type { Incoming } from "../incoming.js"
import { Api, Authorization } from "./api.js"
import { Unauthorized } from "./errors.js"
import * as Handlers from "./handlers.js"
import * as Path from "./path.js"
import type { Check } from "./token.js"

/** Makes what answers the requests for control. */
export const make = (instance: Instance.Service, isToken: Check) =>
  Effect.map(
    Effect.all([HttpApiBuilder.httpApp, Effect.context<HttpRouter.HttpRouter.DefaultServices>()]),
    ([app, services]) =>
      (incoming: Incoming): Effect.Effect<Answer.Answer> => {
        const { method, path } = incoming
        const methods = path === Path.openApi ? ["GET"] : routes.get(path)
        if (methods === undefined) return Effect.succeed(nothingHere)
        if (!methods.includes(method)) return Effect.succeed(notLikeThis(methods))
        if (path === Path.openApi) return Effect.sync(() => Answer.json(200, OpenApi.fromApi(Api)))
        return app.pipe(
          Effect.provideService(HttpServerRequest.HttpServerRequest, toRequest(incoming)),
          Effect.provide(services),
          Effect.scoped,
          Effect.flatMap(toAnswer),
          Effect.catchAllCause(() => Effect.succeed(failed))
        )
      }
  ).pipe(Effect.provide(layer(instance, isToken)))

const layer = (instance: Instance.Service, isToken: Check) =>
  Layer.mergeAll(
    HttpApiBuilder.api(Api).pipe(
      Layer.provide(Handlers.layer(instance)),
      Layer.provide(
        Layer.succeed(Authorization, {
          token: (given) => (isToken(given) ? Effect.void : new Unauthorized())
        })
      )
    ),
    HttpApiBuilder.middleware((app) => Effect.catchAll(app, hushed)),
    HttpApiBuilder.Router.Live,
    HttpApiBuilder.Middleware.layer,
    HttpServer.layerContext
  )

/** What is read is read by the handlers, so this is an answer that is not what the API says: it would be repeated. */
const hushed = (error: unknown): Effect.Effect<never> =>
  error instanceof HttpApiDecodeError ? Effect.dieMessage("an answer does not fit") : Effect.die(error)

/** The methods by path: a path or a method that is none is answered here. */
const routes = new Map<string, ReadonlyArray<string>>()
HttpApi.reflect(Api, {
  onGroup: () => {},
  onEndpoint: ({ endpoint: { method, path } }) => {
    routes.set(path, [...(routes.get(path) ?? []), method])
  }
})

const nothingHere = Answer.text(
  404,
  `nothing is here: there are ${Array.from(routes.keys()).join(", ")}; ${Path.openApi} says what they do`
)

const notLikeThis = (methods: ReadonlyArray<string>): Answer.Answer => {
  const allow = methods.join(", ")
  const { headers, ...answer } = Answer.text(405, `what can be done here is ${allow}`)
  return { ...answer, headers: { ...headers, allow } }
}

/** The causes may hold what was sent, and that secrets: they are told to nobody. */
const failed = Answer.text(
  500,
  "the emulator failed to answer this: something in it is not what it should be"
)

const toRequest = ({ body, header, method, path, query }: Incoming): HttpServerRequest.HttpServerRequest =>
  HttpServerRequest.fromWeb(
    new Request(`http://emulator.invalid${path}?${query}`, {
      method,
      headers: { authorization: header("authorization") ?? "" },
      ...(method === "GET" || body === "" ? {} : { body })
    })
  )

const toAnswer = (response: HttpServerResponse.HttpServerResponse): Effect.Effect<Answer.Answer> => {
  const web = HttpServerResponse.toWeb(response)
  return Effect.map(
    Effect.promise(() => web.text()),
    (body) => ({
      status: web.status,
      // A snapshot may hold whole keys.
      headers: { ...Object.fromEntries(web.headers), "cache-control": "no-store" },
      body,
      errors: []
    })
  )
}
