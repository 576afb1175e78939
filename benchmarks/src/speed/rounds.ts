import { Record } from "effect"
import { beside, type Beside } from "../processes.js"
import type { Taken } from "./contender.js"
import { contenders, type Name } from "./contenders.js"

/** For how long, in milliseconds, and how often. */
export interface Extent {
  readonly warmUp: number
  readonly round: number
  readonly rounds: number
}

/** What each round has found of a contender: microseconds, and bytes. */
export interface Found {
  readonly getCpu: ReadonlyArray<number>
  readonly pairTime: ReadonlyArray<number>
  readonly pairCpu: ReadonlyArray<number>
  readonly heap: ReadonlyArray<number>
}

const start = (name: Name, baseUrl: string, warmUp: number): Promise<Beside<unknown>> =>
  beside(new URL("./contender.ts", import.meta.url), [name, baseUrl, String(warmUp)])

/** All contenders by turns against one server, so that whatever else the machine does meets them all. */
export const inTurn = async ({
  round,
  rounds,
  warmUp
}: Extent): Promise<Record.ReadonlyRecord<Name, Found>> => {
  const server = await beside<number>(new URL("./answers.ts", import.meta.url))
  // One after the other, so that each has the machine to itself while it warms up.
  let last: Promise<unknown> = Promise.resolve()
  const running = Record.map(contenders, (_, name) => {
    const started = last.then(() => start(name, `http://127.0.0.1:${server.told}`, warmUp))
    last = started
    const found: { readonly [Measure in keyof Found]: Array<number> } = {
      getCpu: [],
      pairTime: [],
      pairCpu: [],
      heap: []
    }
    return { started, found }
  })
  try {
    await last
    for (let count = 0; count < rounds; count++) {
      for (const { found, started } of Record.values(running)) {
        const { ask } = await started
        found.getCpu.push((await ask<Taken>(`gets ${round}`)).cpu)
        const pairs = await ask<Taken>(`pairs ${round}`)
        found.pairTime.push(pairs.time)
        found.pairCpu.push(pairs.cpu)
      }
    }
    for (let count = 0; count < Math.min(rounds, 3); count++) {
      for (const { found, started } of Record.values(running)) {
        found.heap.push(await (await started).ask<number>("heap"))
      }
    }
    return Record.map(running, ({ found }) => found)
  } finally {
    server.stop()
    for (const { started } of Record.values(running)) {
      await started.then(
        ({ stop }) => stop(),
        () => undefined
      )
    }
  }
}
