import * as Args from "@effect/cli/Args"
import * as Effect from "effect/Effect"
import * as Command from "../internal/command.js"
import { options } from "./emulator/options.js"

export const command = Command.local({
  name: "emulator",
  summary: "starts a W&B server in memory, for tests and demonstrations",
  details:
    "It serves until it is interrupted. The API key that it prints is that of an administrator, and good for this server alone.",
  examples: [
    ["effect-wandb emulator --port 8080 --seed seed.yaml", "with users and teams of a file"],
    ["effect-wandb emulator --data world.json", "goes on where it was stopped"]
  ],
  options,
  args: Args.none,
  data: false,
  handler: (given) =>
    // A server is larger than everything else, and its options are looked at without it.
    Effect.flatMap(
      Effect.promise(() => import("./emulator/serve.js")),
      ({ serve }) => serve(given)
    )
})
