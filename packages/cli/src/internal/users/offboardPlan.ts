import * as Offboarding from "@effect-wandb/admin/Offboarding"
import { counted } from "../counted.js"
import type { Host } from "../host.js"
import * as Style from "../output/style.js"
import * as Printable from "../printable.js"
import type { Settings } from "../settings.js"
import * as Effect from "effect/Effect"

/** What is changed rather than taken away. */
const isChange = ({ _tag }: Offboarding.Step): boolean => _tag === "HandOver"

/** What a plan would do, in lines: `-` for what is taken away, `~` for what is changed. */
export const lines = (
  { steps, unseen }: Offboarding.Plan,
  whom: string,
  where: "stdout" | "stderr"
): Effect.Effect<ReadonlyArray<string>, never, Host | Settings> =>
  Effect.gen(function* () {
    const style = yield* Style.of(where)
    const hidden = unseen.map(
      (unseen) => `? not to be seen: ${Printable.line(Offboarding.describeUnseen(unseen))}`
    )
    if (steps.length === 0) return [`Nothing is to be taken from ${whom}.`, ...hidden]
    const changes = steps.filter(isChange).length
    const counts = [
      counted(steps.length - changes, "thing to take away", "things to take away"),
      ...(changes === 0 ? [] : [counted(changes, "change", "changes")])
    ]
    return [
      `To offboard ${whom}: ${counts.join(", ")}`,
      ...steps.map((step) =>
        Printable.withoutKeys(
          `${isChange(step) ? style.yellow("~") : style.red("-")} ${Printable.line(Offboarding.describe(step))}`
        )
      ),
      ...hidden
    ]
  })
