import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"

/** What a command is about, for the line that says where it stopped when it is interrupted. */
export class Activity extends Context.Tag("@effect-wandb/cli/Activity")<Activity, Ref.Ref<string>>() {}

/** Says from now on, when the command is interrupted: `Interrupted <where>.`, such as `while deleting the old key`. */
export const set = (where: string): Effect.Effect<void, never, Activity> =>
  Effect.flatMap(Activity, (activity) => Ref.set(activity, where))
