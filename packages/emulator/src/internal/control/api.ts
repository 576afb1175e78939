import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpApiSecurity from "@effect/platform/HttpApiSecurity"
import * as OpenApi from "@effect/platform/OpenApi"
import { version } from "../version.js"
import * as Path from "./path.js"
import * as S from "./schemas.js"
import * as Wire from "./wire.js"

/**
 * Lets in who has the token.
 *
 * @since 0.1.0
 * @category middlewares
 */
export class Authorization extends HttpApiMiddleware.Tag<Authorization>()(
  "@effect-wandb/emulator/Control/Authorization",
  {
    failure: Wire.UnauthorizedWire,
    security: {
      token: HttpApiSecurity.annotate(
        HttpApiSecurity.bearer,
        OpenApi.Description,
        "The token that the emulator was started with"
      )
    }
  }
) {}

const control = HttpApiGroup.make("control", { topLevel: true })
  .add(
    HttpApiEndpoint.get("world", "/world")
      .addSuccess(S.World)
      .annotate(OpenApi.Summary, "All users, API keys by their public names, and teams, of one moment")
  )
  .add(
    HttpApiEndpoint.get("requests", "/requests")
      .setPayload(S.RequestsQuery)
      .addSuccess(S.Requests)
      .addError(Wire.InvalidRequestWire)
      .annotate(OpenApi.Summary, "The journal of GraphQL requests, oldest first")
  )
  .add(
    HttpApiEndpoint.get("faults", "/faults")
      .addSuccess(S.ArmedFaults)
      .annotate(OpenApi.Summary, "The faults that wait for requests, in the order in which they are tried")
  )
  .add(
    HttpApiEndpoint.post("inject", "/faults")
      .setPayload(S.Faults)
      .addError(Wire.InvalidRequestWire)
      .addError(Wire.TooLargeWire)
      .annotate(OpenApi.Summary, "Appends faults for the requests to come")
  )
  .add(
    HttpApiEndpoint.del("clearFaults", "/faults").annotate(
      OpenApi.Summary,
      "Forgets the faults that still wait for requests"
    )
  )
  .add(
    HttpApiEndpoint.get("snapshot", "/snapshot")
      .addSuccess(S.Snapshot)
      .annotate(
        OpenApi.Summary,
        "The world as data: keys as digests, and whole where listings show them whole"
      )
  )
  .add(
    HttpApiEndpoint.put("restore", "/snapshot")
      .setPayload(S.Snapshot)
      .addError(Wire.InvalidRequestWire)
      .addError(Wire.TooLargeWire)
      .addError(Wire.InvalidSnapshotWire)
      .addError(Wire.NotKeptWire)
      .annotate(OpenApi.Summary, "Goes to the world of a snapshot, of this or another emulator")
  )
  .add(
    HttpApiEndpoint.post("reset", "/reset")
      .addError(Wire.NotKeptWire)
      .annotate(
        OpenApi.Summary,
        "Goes back to how the emulator started: world, faults, journal and clock; with a random seed randomness too"
      )
  )
  .add(
    HttpApiEndpoint.get("clock", "/clock")
      .addSuccess(S.Now)
      .annotate(OpenApi.Summary, "The time of the emulator")
  )
  .add(
    HttpApiEndpoint.post("moveClock", "/clock")
      .setPayload(S.Move)
      .addSuccess(S.Now)
      .addError(Wire.InvalidRequestWire)
      .addError(Wire.TooLargeWire)
      .annotate(
        OpenApi.Summary,
        "Moves the clock by a duration or to a time; waits that end meanwhile end now"
      )
  )
  .add(
    HttpApiEndpoint.post("session", "/sessions")
      .setPayload(S.SessionRequest)
      .addSuccess(S.Session)
      .addError(Wire.InvalidRequestWire)
      .addError(Wire.TooLargeWire)
      .addError(Wire.UnknownUserWire)
      .annotate(
        OpenApi.Summary,
        "A working credential for a user that is not among their API keys, the same one on each call"
      )
  )
  .middleware(Authorization)
  .prefix(Path.prefix)

/**
 * What controls an emulator, as data.
 *
 * @since 0.1.0
 * @category api
 */
export class Api extends HttpApi.make("emulator")
  .add(control)
  .annotate(OpenApi.Title, "Control of a W&B emulator")
  .annotate(OpenApi.Version, version) {}
