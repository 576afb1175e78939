// The states of a key rotation, and what happens on the way from one to the next. Which states there are is read from
// the code; what leads from one to another is told here, and held by a test to what rotations do.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { arrow, box, card, colours, line, lines, text } from "./svg.mjs"

const statesIn = (root) => {
  const source = readFileSync(join(root, "packages/admin/src/internal/rotation/state.ts"), "utf8")
  const [, members = ""] = /export const State = Schema\.Union\(([^)]*)\)/.exec(source) ?? []
  return members.split(",").map((name) => name.trim())
}

const [width, height, boxWidth, boxHeight] = [1000, 640, 200, 46]
const [middle, right, step, first] = [310, 770, 92, 62]
const spine = (index) => ({ x: middle, y: first + index * step })

/** Where each state stands, what is its colour, and which keys work in it. */
const states = {
  Planned: { ...spine(0), colour: colours.blue, keys: "the old key works" },
  Created: { ...spine(1), colour: colours.blue, keys: "both keys work" },
  Stored: { ...spine(2), colour: colours.blue, keys: "both keys work" },
  Verified: { ...spine(3), colour: colours.blue, keys: "both keys work" },
  Overlapping: { ...spine(4), colour: colours.blue, keys: "both keys work" },
  Done: { ...spine(5), colour: colours.green, keys: "the new key works" },
  RolledBack: { x: right, y: first, colour: colours.yellow, keys: "the old key works" },
  Orphaned: { x: right, y: first + 2 * step, colour: colours.red, keys: "both, until the new one is gone" }
}

const centre = ({ x, y }) => ({ x: x + boxWidth / 2, y: y + boxHeight / 2 })
const outer = 676
const inner = 268
const far = 212

/** A step down the middle, with what happens to its right. */
const down = (from, to, said) => {
  const [a, b] = [states[from], states[to]]
  const { x } = centre(a)
  return {
    from,
    to,
    drawn: [
      arrow(`M${x} ${a.y + boxHeight} V${b.y}`),
      ...said.map((line, index) =>
        text(x + 12, a.y + boxHeight + (said.length === 1 ? 28 : 20 + index * 16), line, { size: 12 })
      )
    ]
  }
}

/** Out to the right, to the state in which the new key is to go. */
const aside = (from, said) => {
  const { y } = centre(states[from])
  const [start, end] = [states[from].x + boxWidth, states.Orphaned]
  const goal = centre(end).y
  return {
    from,
    to: "Orphaned",
    drawn: [
      arrow(y === goal ? `M${start} ${y} H${end.x}` : `M${start} ${y} H${outer} V${goal} H${end.x}`),
      text(start + 10, y - 7, said, { fill: colours.quiet, size: 12 })
    ]
  }
}

/** Back to the plan, by a resumption; all go the way of the first, which they join. */
const back = (from, next) => {
  const { y } = centre(states[from])
  const path = `M${middle} ${y} H${far} V${centre(states[next]).y}`
  return {
    from,
    to: "Planned",
    drawn: [next === "Planned" ? arrow(`${path} H${middle}`, { dashed: true }) : line(path, { dashed: true })]
  }
}

const along = (from, to, path, ...said) => ({ from, to, drawn: [arrow(path), ...said] })

const arrows = [
  down("Planned", "Created", ["the new key is made, with the", "rotation's id in its description"]),
  down("Created", "Stored", ["store has put it where it is used"]),
  down("Stored", "Verified", ["verify has found that it works"]),
  down("Verified", "Overlapping", ["the overlap begins"]),
  down("Overlapping", "Done", ["the overlap is over, and the new key", "has deleted the old one"]),
  along(
    "Verified",
    "Done",
    `M${middle} ${states.Verified.y + 36} H${inner} V${centre(states.Done).y} H${middle}`,
    text(inner - 10, states.Done.y - 16, "without an overlap", { anchor: "end", size: 12 }),
    text(inner - 10, states.Done.y, "the old key is deleted at once", { anchor: "end", size: 12 })
  ),
  along(
    "Planned",
    "RolledBack",
    `M${middle + boxWidth} ${centre(states.Planned).y} H${right}`,
    text(middle + boxWidth + 10, centre(states.Planned).y - 7, "no key could be made, or rollBack", {
      fill: colours.quiet,
      size: 12
    })
  ),
  aside("Created", "store has failed *"),
  aside("Stored", "verify has failed *"),
  aside("Verified", "rollBack *"),
  aside("Overlapping", "rollBack *"),
  along(
    "Orphaned",
    "RolledBack",
    `M${centre(states.Orphaned).x} ${states.Orphaned.y} V${states.RolledBack.y + boxHeight}`,
    text(centre(states.Orphaned).x + 10, states.Orphaned.y - 64, "the new key", { size: 12 }),
    text(centre(states.Orphaned).x + 10, states.Orphaned.y - 48, "is deleted", { size: 12 })
  ),
  back("Created", "Planned"),
  back("Stored", "Created"),
  back("Verified", "Stored"),
  back("Overlapping", "Verified")
]

const notes = [
  "* undo has put back what store had replaced. rollBack does this from any state but Done; from Planned only where a key was made.",
  "Each state is in the journal before the next step is taken, and holds no secret. After a kill, resume goes on from the last one."
]

export const rotation = (root) => {
  const known = statesIn(root)
  const drawn = Object.keys(states)
  const differing = [
    ...known.filter((name) => !drawn.includes(name)),
    ...drawn.filter((name) => !known.includes(name))
  ]
  if (differing.length > 0)
    throw new Error(`The diagram and the code do not agree about ${differing.join(", ")}.`)

  return card({
    width,
    height,
    title: "The states of a key rotation, and what happens between them",
    told: arrows.map(({ from, to }) => `${from} leads to ${to}.`).join(" "),
    parts: [
      text(24, 34, "The states of a key rotation", { bold: true, size: 16 }),
      ...arrows.map(({ drawn, from, to }) => `<g data-from="${from}" data-to="${to}">${drawn.join("")}</g>`),
      ...lines(
        "resume, and the secret or the new key itself is lost: it is deleted, and another one is made",
        24
      ).map((line, index) => text(24, first + step + 58 + index * 16, line, { size: 12 })),
      ...Object.entries(states).flatMap(([name, { colour, keys, x, y }]) => [
        box(x, y, boxWidth, boxHeight, colour),
        text(x + boxWidth / 2, y + 20, name, {
          anchor: "middle",
          bold: true,
          fill: colour,
          fixed: true,
          size: 14
        }),
        text(x + boxWidth / 2, y + 37, keys, { anchor: "middle", fill: colours.quiet, size: 11.5 })
      ]),
      ...notes.map((note, index) =>
        text(24, height - 42 + index * 20, note, { fill: colours.quiet, size: 12 })
      )
    ]
  })
}
