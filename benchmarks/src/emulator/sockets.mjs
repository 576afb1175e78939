import { startBare } from "./bare.mjs"
import { load } from "./load.mjs"
import { median } from "./median.mjs"
import { startEmulator } from "./served.mjs"

// The emulator against a bare server, in one process with the client: in two, what a server does beyond a bare one is
// lost in what it takes to wake a client that had to wait for it.

const concurrency = 16
const warmUp = 3_000
const round = 1_000
const rounds = 9

const contenders = [
  { server: await startEmulator(), perSecond: [] },
  { server: await startBare(), perSecond: [] }
]
for (const { server } of contenders) await load(server, concurrency, warmUp)
for (let count = 0; count < rounds; count++) {
  for (const { perSecond, server } of contenders) perSecond.push(await load(server, concurrency, round))
}

const [emulator, bare] = contenders.map(({ perSecond }) => perSecond)
process.send({
  emulator: median([...emulator]),
  bare: median([...bare]),
  ratio: median(emulator.map((figure, index) => figure / bare[index]))
})
process.exit()
