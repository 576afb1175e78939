import { assert, beforeAll, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

let bundles = ""
beforeAll(() => {
  bundles = mkdtempSync(join(tmpdir(), "tracing-"))
  execFileSync(process.execPath, ["scripts/bundle.mjs", bundles, "examples/src/tracing.ts"], { cwd: root })
  return () => rmSync(bundles, { recursive: true })
}, 60_000)

const timeless = (text: string): string => text.replaceAll(/\(\d+\.\d ms\)/g, "(ms)")

/** What the program prints, save for how long each took. */
const printed = (): string =>
  timeless(
    execFileSync(process.execPath, [join(bundles, "examples", "src", "tracing.mjs")], {
      cwd: root,
      encoding: "utf8",
      timeout: 20_000
    })
  )

const request = (attempts: number, operation: string, status: string) =>
  `POST /graphql (ms) wandb.attempts=${attempts} graphql.operation.name=${operation} http.response.status_code=${status}`

describe("tracing", () => {
  it("prints the trace that its collector was sent, a retry and all, as the guide has it, and ends", () => {
    const lines = printed().split("\n")
    deepStrictEqual(lines, [
      "onboarding (ms)",
      "├─ Users.viewer (ms) wandb.outcome=Success wandb.attempts=2",
      `│  ├─ ${request(1, "GetViewer", "503 error.type=503")}`,
      `│  └─ ${request(2, "GetViewer", "200")}`,
      "├─ Users.createMany (ms) wandb.items=2 wandb.done=2",
      "│  ├─ Users.create (ms) wandb.outcome=Success wandb.attempts=1",
      `│  │  └─ ${request(1, "CreateUserFromAdmin", "200")}`,
      "│  └─ Users.create (ms) wandb.outcome=Success wandb.attempts=1",
      `│     └─ ${request(1, "CreateUserFromAdmin", "200")}`,
      "├─ Users.get (ms) wandb.outcome=Success wandb.attempts=1",
      "│  └─ Users.lookups (ms) wandb.attempts=1 wandb.lookups=2",
      `│     └─ ${request(1, "UsersByEmail", "200")}`,
      "└─ Users.get (ms) wandb.outcome=Success wandb.attempts=1",
      "",
      "metrics: wandb_call_duration_seconds (s), wandb_outcomes_total (1), wandb_queue_duration_seconds (s), wandb_request_duration_seconds (s), wandb_requests_total (1), wandb_retries_total (1)",
      ""
    ])
    const guide = timeless(readFileSync(join(root, "docs", "observability.md"), "utf8"))
    assert.include(guide, ["```text", ...lines.slice(0, lines.indexOf("")), "```"].join("\n"))
  })
})
