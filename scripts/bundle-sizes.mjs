// Bundles what .size-limit.json has budgets for into node_modules/.cache/size, as those who install the packages would:
// minified, for browsers, and the command as it is published.
import { build } from "esbuild"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const examples = join(root, "examples", "src")
const outdir = join(root, "node_modules", ".cache", "size")

/** What of a program for Node is otherwise in a browser. */
const forBrowsers = [
  [
    'import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"',
    'import { FetchHttpClient } from "@effect/platform"'
  ],
  ["NodeHttpClient.layerUndici", "FetchHttpClient.layer"],
  ["NodeRuntime.runMain", "Effect.runPromise"]
]

const firstProgram = forBrowsers.reduce(
  (program, [node, browser]) => {
    if (!program.includes(node))
      throw new Error(`examples/src/firstProgram.ts has no more ${node}: say what it is here`)
    return program.replace(node, browser)
  },
  readFileSync(join(examples, "firstProgram.ts"), "utf8")
)

const ofEffect = ["effect", "effect/*", "@effect/platform", "@effect/platform/*"]

const bundles = [
  { name: "firstProgram", contents: firstProgram },
  // A twentieth of the whole is a fifth of what is ours.
  { name: "firstProgramWithoutEffect", contents: firstProgram, external: ofEffect },
  { name: "users", contents: 'import { Users } from "@effect-wandb/core/Users"\nconsole.log(Users)\n' }
]

await Promise.all(
  bundles.map(({ contents, external = [], name }) =>
    build({
      stdin: { contents, resolveDir: examples, loader: "ts" },
      outfile: join(outdir, `${name}.js`),
      bundle: true,
      minify: true,
      platform: "browser",
      target: "es2022",
      format: "esm",
      conditions: ["@effect-wandb/source"],
      external,
      legalComments: "none",
      logLevel: "error"
    })
  )
)

const { status } = spawnSync(
  process.execPath,
  [join(root, "scripts", "bundle-cli.mjs"), join(outdir, "cli")],
  {
    stdio: "inherit"
  }
)
process.exitCode = status ?? 1
