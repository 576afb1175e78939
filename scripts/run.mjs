// Runs a TypeScript program of this repository from its sources: node scripts/run.mjs examples/src/firstProgram.ts
import { spawn } from "node:child_process"
import "./setup.mjs"

const [program, ...args] = process.argv.slice(2)
if (program === undefined) {
  console.error("Which program? For example: npm run example -- examples/src/firstProgram.ts")
  process.exit(1)
}

const child = spawn(
  process.execPath,
  ["--conditions=@effect-wandb/source", "--import", "tsx", program, ...args],
  { stdio: "inherit" }
)

// Who stops this process means the program. A Ctrl-C at a terminal has reached the program already.
process.on("SIGTERM", () => child.kill("SIGTERM"))
process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"))
child.on("close", (code) => (process.exitCode = code ?? 1))
