import { measureLookups } from "./bulk/lookups.js"
import { measureMemory } from "./bulk/memory.js"

interface Row {
  readonly measure: string
  readonly figure: string
  readonly bound: string
  readonly holds: boolean
}

const atMost = (measure: string, figure: number, unit: string, bound: number): Row => ({
  measure,
  figure: `${figure.toFixed(unit === "×" ? 3 : 0)}${unit}`,
  bound: `≤ ${bound}${unit}`,
  holds: figure <= bound
})

const users = 100_000
const lookups = await measureLookups()
const { limited, unlimited } = await measureMemory(users)

const rows: ReadonlyArray<Row> = [
  atMost("200 lookups with Users.get, server with 100 ms delay, wall time", lookups.wall, " ms", 150),
  atMost("requests for 1,000 lookups by username", lookups.sent, "", 10),
  atMost(
    "CPU per user in Users.getMany of 1,000, against a fetch per user",
    lookups.thousand / lookups.fetch,
    "×",
    0.15
  ),
  atMost(
    "CPU per user in Users.getMany of 10,000, against 1,000",
    lookups.tenThousand / lookups.thousand,
    "×",
    1.1
  ),
  atMost(
    `memory growth while ${limited.count} users are streamed, heap limited to 64 MiB`,
    limited.peak,
    " MiB",
    48
  ),
  atMost("of that, after the first 10,000", limited.peak - limited.early, " MiB", 8)
]

console.table(rows.map(({ bound, figure, holds, measure }) => ({ measure, figure, bound, holds })))
console.log(
  `CPU per user: fetch ${lookups.fetch.toFixed(0)} µs, Users.getMany ${lookups.thousand.toFixed(0)} µs, 1,000 times Users.get at once ${lookups.each.toFixed(0)} µs.`
)
console.log(`Memory growth without a limit, where Node lets garbage lie: ${unlimited.peak.toFixed(0)} MiB.`)
if (rows.some(({ holds }) => !holds)) process.exitCode = 1
