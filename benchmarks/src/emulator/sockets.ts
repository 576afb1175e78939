import { beside, median } from "../processes.js"
import { load, type Server } from "./load.js"

const concurrency = 16
const warmUp = 3_000
const round = 1_000
const rounds = 9

/** Answers in a second: the emulator, the bare server, and the one over the other, in the middle of all rounds. */
export const measureSockets = async () => {
  const servers = await Promise.all(
    ["./served.ts", "./bare.ts"].map((module) => beside<Server>(new URL(module, import.meta.url)))
  )
  const contenders = servers.map(({ stop, told }) => ({
    stop,
    client: load(told, concurrency),
    perSecond: [] as Array<number>
  }))
  for (const { client } of contenders) await client.run(warmUp)
  for (let count = 0; count < rounds; count++) {
    for (const { client, perSecond } of contenders) perSecond.push(await client.run(round))
  }
  for (const { client, stop } of contenders) {
    client.close()
    stop()
  }
  const [emulator = [], bare = []] = contenders.map(({ perSecond }) => perSecond)
  return {
    emulator: median(emulator),
    bare: median(bare),
    ratio: median(emulator.map((figure, index) => figure / (bare[index] ?? Infinity)))
  }
}
