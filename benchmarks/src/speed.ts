import { median } from "./processes.js"
import { measureBundles } from "./speed/bundles.js"
import { measureImports } from "./speed/imports.js"
import type { Name } from "./speed/contenders.js"
import { inTurn } from "./speed/rounds.js"
import { ratioOf, sizeAtMost, spreadAtMost, spreadOf } from "./speed/spread.js"
import { report } from "./table.js"

/** Whether everything is only to be tried out: the figures are good for nothing then. */
const quick = process.argv.includes("--quick")

const extent = quick
  ? { warmUp: 200, round: 50, rounds: 2, imports: 2 }
  : { warmUp: 2_000, round: 400, rounds: 9, imports: 15 }

const bundles = measureBundles()
const imports = await measureImports(extent.imports)
const found = await inTurn(extent)

const { alone, bareEffect, fetch, together } = found
report([
  spreadAtMost(
    "CPU of a Users.get, 16 at once, against a hand-written fetch",
    ratioOf(together.getCpu, fetch.getCpu),
    "×",
    0.9
  ),
  spreadAtMost(
    "the same against the bare Effect client",
    ratioOf(together.getCpu, bareEffect.getCpu),
    "×",
    1.2
  ),
  spreadAtMost(
    "the same where no lookup goes together with another, against a hand-written fetch",
    ratioOf(alone.getCpu, fetch.getCpu),
    "×",
    0.9
  ),
  spreadAtMost("that against the bare Effect client", ratioOf(alone.getCpu, bareEffect.getCpu), "×", 1.2),
  spreadAtMost(
    "time of a key's generation and deletion, one after the other, against a hand-written fetch",
    ratioOf(together.pairTime, fetch.pairTime),
    "×",
    1
  ),
  spreadAtMost(
    "heap that a Users.get allocates, against the bare Effect client",
    ratioOf(together.heap, bareEffect.heap),
    "×",
    1.3
  ),
  spreadAtMost(
    "that where no lookup goes together with another",
    ratioOf(alone.heap, bareEffect.heap),
    "×",
    1.3
  ),
  sizeAtMost(
    "bundle of the README's first program, over the same on Effect alone",
    bundles.barrels.sdk - bundles.barrels.bare,
    15
  ),
  spreadAtMost(
    "import of @effect-wandb/client, over that of what it needs from Effect",
    spreadOf(imports.own),
    " ms",
    25
  )
])

const titles: Record<Name, string> = {
  undici: "undici.request and JSON.parse",
  fetch: "hand-written fetch",
  graphqlRequest: "graphql-request",
  bareEffect: "bare Effect client on undici",
  together: "Users.get on undici",
  alone: "Users.get on undici, each alone",
  aloneOnFetch: "Users.get on FetchHttpClient, each alone",
  aloneOnNode: "Users.get on NodeHttpClient.layer, each alone"
}

console.table(
  Object.fromEntries(
    (Object.entries(titles) as ReadonlyArray<[Name, string]>).map(([name, title]) => {
      const { getCpu, heap, pairCpu, pairTime } = found[name]
      return [
        title,
        {
          "CPU of a get": `${median(getCpu).toFixed(0)} µs`,
          "heap of a get": `${(median(heap) / 1024).toFixed(0)} KiB`,
          "time of a pair": `${median(pairTime).toFixed(0)} µs`,
          "CPU of a pair": `${median(pairCpu).toFixed(0)} µs`
        }
      ]
    })
  )
)

const size = ({ bare, sdk }: { readonly bare: number; readonly sdk: number }): string =>
  `${sdk.toFixed(1)} KiB, on Effect alone ${bare.toFixed(1)} KiB`

console.log(
  `Bundle with imports from barrels: ${size(bundles.barrels)}; from modules: ${size(bundles.modules)}.`
)
console.log(
  `Imports of what a program uses: from barrels ${imports.barrels.toFixed(0)} ms, from modules ${imports.modules.toFixed(0)} ms; @effect-wandb/client by itself ${imports.sdk.toFixed(0)} ms.`
)
if (quick) {
  console.log("These figures are of too short a run to be held against their bounds.")
  process.exitCode = 0
}
