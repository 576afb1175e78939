import { Record } from "effect"
import { beside, median } from "../processes.js"

interface Taken {
  readonly runs: number
  readonly millis: number
  readonly cpu: number
}

/** Milliseconds for each time, and microseconds of CPU for each user, in the middle of all rounds. */
interface Median {
  readonly millis: number
  readonly cpu: number
}

/** For how long each way runs before it is measured, in milliseconds. */
const warmUp = 5_000
const rounds = 9

/** Several ways of looking up so many, in turn. */
const inTurn = async <Way extends string>(
  baseUrl: string,
  ways: Record.ReadonlyRecord<Way, readonly [way: string, count: number]>
): Promise<Record.ReadonlyRecord<Way, Median>> => {
  // One after the other, so that each has the machine to itself while it warms up.
  let last: Promise<unknown> = Promise.resolve()
  const contenders = Record.map(ways, ([way, count]) => {
    const started = last.then(() =>
      beside(new URL("./contender.ts", import.meta.url), [way, baseUrl, String(warmUp)])
    )
    last = started
    return { count, started, taken: [] as Array<Taken> }
  })
  await last
  for (let round = 0; round < rounds; round++) {
    for (const { count, started, taken } of Record.values(contenders)) {
      taken.push(await (await started).ask<Taken>(String(count)))
    }
  }
  for (const { started } of Record.values(contenders)) (await started).stop()
  return Record.map(contenders, ({ count, taken }) => ({
    millis: median(taken.map(({ millis }) => millis)),
    cpu: median(taken.map(({ cpu }) => cpu)) / count
  }))
}

/** What 200, 1,000 and 10,000 exact lookups take, over a socket, of a server that does nothing else. */
export const measureLookups = async () => {
  const server = await beside<number>(new URL("./answers.ts", import.meta.url))
  const baseUrl = `http://127.0.0.1:${server.told}`
  try {
    const { far } = await inTurn(`${baseUrl}/100`, { far: ["get", 200] })

    const requestsSoFar = async () => Number(await (await fetch(baseUrl)).text())
    const counting = await beside(new URL("./contender.ts", import.meta.url), ["get", baseUrl])
    const before = await requestsSoFar()
    const { runs } = await counting.ask<Taken>("1000")
    const requests = ((await requestsSoFar()) - before) / runs
    counting.stop()

    const near = await inTurn(baseUrl, {
      fetch: ["fetch", 1000],
      getMany: ["getMany", 1000],
      get: ["get", 1000],
      tenThousand: ["getMany", 10_000]
    })
    return { wall: far.millis, requests, near }
  } finally {
    server.stop()
  }
}
