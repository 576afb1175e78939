import * as Otlp from "@effect/opentelemetry/Otlp"
import { NodeHttpClient } from "@effect/platform-node"
import { Layer } from "effect"

/** Sends spans, metrics and logs to a collector that speaks OTLP over HTTP, such as `http://localhost:4318`. */
export const telemetry = (baseUrl: string) =>
  Otlp.layerJson({ baseUrl, resource: { serviceName: "onboarding", serviceVersion: "1.0.0" } }).pipe(
    Layer.provide(NodeHttpClient.layerUndici)
  )
