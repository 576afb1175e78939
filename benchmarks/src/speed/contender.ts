import { Session } from "node:inspector/promises"
import { contenders, isName } from "./contenders.js"

// One contender, as a process of its own: whatever it leaves to be collected is on its own account. It warms up, and then
// measures what it is asked for.

const [name = "", baseUrl = "", warmUp = "0"] = process.argv.slice(2)

if (!isName(name)) throw new Error(`there is no contender ${name}`)
const { gets, pairs } = await contenders[name](baseUrl)

/** What a round has found: the CPU and the time of a call, in microseconds. */
export interface Taken {
  readonly cpu: number
  readonly time: number
}

/** As many at once as the claims speak of. */
const atOnce = 16

const works = {
  gets: { calls: atOnce * 25, run: () => gets(atOnce * 25, atOnce) },
  pairs: { calls: 50, run: () => pairs(50) }
}

const measure = async (work: keyof typeof works, millis: number): Promise<Taken> => {
  const { calls, run } = works[work]
  const start = performance.now()
  const before = process.cpuUsage()
  let made = 0
  for (; made === 0 || performance.now() - start < millis; made += calls) await run()
  const { system, user } = process.cpuUsage(before)
  return { cpu: (user + system) / made, time: ((performance.now() - start) * 1000) / made }
}

interface Node {
  readonly selfSize: number
  readonly children: ReadonlyArray<Node>
}

const sizeOf = ({ children, selfSize }: Node): number =>
  children.reduce((sum, child) => sum + sizeOf(child), selfSize)

/**
 * The bytes that a call allocates on the heap, by V8's own sampling of allocations, those of objects that were collected
 * in the meantime included.
 */
const allocated = async (): Promise<number> => {
  const calls = atOnce * 50
  const session = new Session()
  session.connect()
  await session.post("HeapProfiler.startSampling", {
    samplingInterval: 4096,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true
  })
  await gets(calls, atOnce)
  const { profile } = await session.post("HeapProfiler.stopSampling")
  session.disconnect()
  return sizeOf(profile.head) / calls
}

/** Asked for `heap`, or for one of its works and for how many milliseconds to go on with it. */
process.on("message", (asked: `${keyof typeof works} ${number}` | "heap") => {
  const [work, millis] = asked.split(" ")
  void (work === "gets" || work === "pairs" ? measure(work, Number(millis)) : allocated()).then((found) =>
    process.send?.(found)
  )
})

// What is measured is how it runs for long: the compiler has its turn before.
await measure("gets", Number(warmUp))
await measure("pairs", Number(warmUp))

process.send?.("ready")
// Nobody is left to stop it.
process.on("disconnect", () => process.exit())
