import { beside, median } from "./processes.js"
import { atLeast, atMost, report } from "./table.js"

interface Worlds {
  readonly call: number
  readonly reset: number
  readonly worlds: { readonly millis: number; readonly growth: number }
}

interface Sockets {
  readonly emulator: number
  readonly bare: number
  readonly ratio: number
}

const starts: Array<number> = []
for (let count = 0; count < 11; count++) {
  const { told } = await beside<number>(new URL("./emulator/starting.mjs", import.meta.url))
  starts.push(told)
}
const { told: inProcess } = await beside<Worlds>(
  new URL("./emulator/worlds.mjs", import.meta.url),
  [],
  ["--expose-gc"]
)
const { told: sockets } = await beside<Sockets>(new URL("./emulator/sockets.mjs", import.meta.url))

report([
  atLeast(
    "answers in a second on a socket, 16 at once, over bare node:http and graphql",
    sockets.ratio,
    "×",
    0.6
  ),
  atMost("a call in process, client and emulator together", inProcess.call, " µs", 200),
  atMost("start, from import to listening", median(starts), " ms", 200),
  atMost("reset of a world of 1,000 users", inProcess.reset / 1000, " ms", 1),
  atMost("1,000 worlds of WandbTest, each made and used", inProcess.worlds.millis, " ms", 2000),
  atMost("memory that they leave", inProcess.worlds.growth, " MiB", 2)
])
console.log(
  `Answers in a second: emulator ${sockets.emulator.toFixed(0)}, bare server ${sockets.bare.toFixed(0)}.`
)
