import { FileSystem } from "@effect/platform"
import { NodeContext, NodeRuntime } from "@effect/platform-node"
import { Config, Console, Effect } from "effect"
import { fileURLToPath } from "node:url"
import * as Wandb from "../../shared/wandb.js"
import * as Pipeline from "./pipeline.js"

const wandb = Wandb.layer({
  users: [
    { username: "root", email: "root@example.com", admin: true },
    { username: "ada", email: "ada@example.com", name: "Ada Lovelace", admin: true },
    { username: "hopper", email: "g.hopper@example.com" },
    { username: "contractor", email: "me@elsewhere.org" }
  ],
  teams: [{ name: "engine", members: [{ username: "ada", role: "admin" }, { username: "hopper" }] }]
})

const jobs = { plan: Pipeline.plan, apply: Pipeline.apply, drift: Pipeline.drift }
const isJob = (name: string): name is keyof typeof jobs => Object.hasOwn(jobs, name)

/** What a pipeline is told: 0 go on, 2 there are changes, 3 a guard refuses them, 1 something went wrong. */
const codes: Record<Pipeline.Verdict, number> = { clean: 0, changes: 2, refused: 3, incomplete: 1 }

/** Shows a report in the log and, where there is one, in the summary of the job, which reviewers see. */
const tell = ({ text }: Pipeline.Report) =>
  Effect.gen(function* () {
    yield* Console.log(text)
    const summary = yield* Config.option(Config.nonEmptyString("GITHUB_STEP_SUMMARY"))
    const fs = yield* FileSystem.FileSystem
    yield* Effect.transposeMapOption(summary, (file) =>
      fs.writeFileString(file, `\`\`\`\n${text}\n\`\`\`\n`, { flag: "a" })
    )
  })

const [, , job = "plan", file = fileURLToPath(new URL("../roster.yaml", import.meta.url))] = process.argv

Effect.gen(function* () {
  if (!isJob(job)) {
    yield* Console.error(`There is no job ${job}: plan, apply or drift.`)
    return codes.incomplete
  }
  const report = yield* jobs[job](file)
  yield* tell(report)
  return codes[report.verdict]
}).pipe(
  Effect.map((code) => {
    process.exitCode = code
  }),
  Effect.provide([wandb, NodeContext.layer]),
  NodeRuntime.runMain
)
