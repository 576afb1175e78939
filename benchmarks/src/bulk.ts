import { measureLookups } from "./bulk/lookups.js"
import { measureMemory } from "./bulk/memory.js"
import { atMost, report, type Row } from "./table.js"

const users = 100_000
const { near, ...lookups } = await measureLookups()
const { limited, unlimited } = await measureMemory(users)

const rows: ReadonlyArray<Row> = [
  atMost("200 lookups with Users.get, server with 100 ms delay, wall time", lookups.wall, " ms", 150),
  atMost("requests for 1,000 lookups by username", lookups.requests, "", 10),
  atMost(
    "CPU per user in Users.getMany of 1,000, against a fetch per user",
    near.getMany.cpu / near.fetch.cpu,
    "×",
    0.15
  ),
  atMost(
    "CPU per user in Users.getMany of 10,000, against 1,000",
    near.tenThousand.cpu / near.getMany.cpu,
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

report(rows)
console.log(
  `CPU per user: fetch ${near.fetch.cpu.toFixed(0)} µs, Users.getMany ${near.getMany.cpu.toFixed(0)} µs, 1,000 times Users.get at once ${near.get.cpu.toFixed(0)} µs.`
)
console.log(`Memory growth without a limit, where Node lets garbage lie: ${unlimited.peak.toFixed(0)} MiB.`)
