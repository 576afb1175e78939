import { Wandb } from "@effect-wandb/client"
import { Emulator, Instance, type Seed } from "@effect-wandb/emulator"
import { NodeHttpClient } from "@effect/platform-node"
import { type ConfigError, Config, Console, Effect, Layer, Option } from "effect"

/** The server that the environment names, with the key that it names: WANDB_BASE_URL and WANDB_API_KEY. */
const server = Wandb.layerConfig().pipe(Layer.provide(NodeHttpClient.layerUndici))

/** A W&B in memory, in which one acts as its first administrator; it is gone when the program ends. */
const inMemory = (seed: Seed.Seed) =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      yield* Console.error("This is a W&B in memory; WANDB_BASE_URL and WANDB_API_KEY name a real one.")
      const { adminKey } = yield* Instance.Instance
      return Wandb.layer({ apiKey: adminKey, baseUrl: Emulator.baseUrl })
    })
  ).pipe(Layer.provide(Emulator.layerHttpClient), Layer.provide(Instance.layer({ seed })), Layer.orDie)

/** Whether the environment names no server. */
export const isInMemory: Effect.Effect<boolean, ConfigError.ConfigError> = Effect.map(
  Config.option(Config.nonEmptyString("WANDB_BASE_URL")),
  Option.isNone
)

/** All services of W&B: of the server that the environment names, else of one in memory that begins with the seed. */
export const layer = (seed: Seed.Seed): Layer.Layer<Wandb.Wandb, ConfigError.ConfigError> =>
  Layer.unwrapEffect(
    Effect.map(isInMemory, (here): Layer.Layer<Wandb.Wandb, ConfigError.ConfigError> =>
      here ? inMemory(seed) : server
    )
  )
