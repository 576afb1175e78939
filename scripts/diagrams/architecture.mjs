// The packages and what each is built upon, as their own files have it: the sentence from package.json, and the arrows
// from the references by which the compiler knows what a package may import.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { arrow, box, card, colours, lines, text } from "./svg.mjs"

const json = (file) => JSON.parse(readFileSync(file, "utf8"))

const packagesOf = (root) =>
  readdirSync(join(root, "packages"))
    .filter((folder) => existsSync(join(root, "packages", folder, "package.json")))
    .toSorted()
    .map((folder) => {
      const {
        description,
        name,
        peerDependencies = {}
      } = json(join(root, "packages", folder, "package.json"))
      const { references = [] } = json(join(root, "packages", folder, "tsconfig.src.json"))
      return {
        folder,
        name,
        description,
        peers: Object.keys(peerDependencies)
          .map((peer) => peer.replace("@effect/", ""))
          .toSorted(),
        uses: references.map(({ path }) => path.split("/").at(-2))
      }
    })

/** How far up a package stands: above all that it uses. */
const heights = (packages) => {
  const byFolder = new Map(packages.map((one) => [one.folder, one]))
  const heightOf = (folder) => {
    const below = byFolder.get(folder).uses.map(heightOf)
    return below.length === 0 ? 0 : Math.max(...below) + 1
  }
  return new Map(packages.map(({ folder }) => [folder, heightOf(folder)]))
}

/** Which arrows are drawn: those that no others together say already. */
const direct = (packages) => {
  const byFolder = new Map(packages.map((one) => [one.folder, one]))
  const reaches = (from, to) => byFolder.get(from).uses.some((next) => next === to || reaches(next, to))
  return packages.flatMap(({ folder, uses }) =>
    uses
      .filter((used) => !uses.some((other) => other !== used && reaches(other, used)))
      .map((used) => [folder, used])
  )
}

const permutations = (list) =>
  list.length <= 1
    ? [list]
    : list.flatMap((first, index) =>
        permutations(list.filter((_, other) => other !== index)).map((rest) => [first, ...rest])
      )

/** Every way to put the packages of each row beside each other. */
const arrangements = ([first, ...rest]) =>
  first === undefined
    ? [[]]
    : permutations(first).flatMap((row) => arrangements(rest).map((others) => [row, ...others]))

/** Where in its row something stands, from 0 to 1. */
const place = (row, folder) => (row.indexOf(folder) + 0.5) / row.length

/** How bad an order is: crossings first, then the way that arrows go aside. */
const cost = (rows, arrows) => {
  const at = (folder) => {
    const row = rows.findIndex((row) => row.includes(folder))
    return { row, x: place(rows[row], folder) }
  }
  const ends = arrows.map(([from, to]) => [at(from), at(to)])
  let crossings = 0
  for (const [index, [a, b]] of ends.entries())
    for (const [c, d] of ends.slice(index + 1))
      if (a.row === c.row && b.row === d.row && (a.x - c.x) * (b.x - d.x) < 0) crossings++
  return crossings * 100 + ends.reduce((sum, [a, b]) => sum + Math.abs(a.x - b.x), 0)
}

const [width, boxWidth, gap, margin, head] = [1000, 296, 64, 24, 58]
const [lineHeight, letters] = [18, 37]

export const architecture = (root) => {
  const packages = packagesOf(root)
  const arrows = direct(packages)
  const heightOf = heights(packages)
  const top = Math.max(...heightOf.values())
  const unsorted = Array.from({ length: top + 1 }, (_, index) =>
    packages.map(({ folder }) => folder).filter((folder) => heightOf.get(folder) === top - index)
  )
  const rows = arrangements(unsorted).reduce((best, next) =>
    cost(next, arrows) < cost(best, arrows) ? next : best
  )

  const said = new Map(packages.map(({ description, folder }) => [folder, lines(description, letters)]))
  const boxHeight = 64 + Math.max(...Array.from(said.values(), ({ length }) => length)) * lineHeight
  const placed = new Map(
    rows.flatMap((row, index) =>
      row.map((folder) => [
        folder,
        {
          x: Math.round(margin + place(row, folder) * (width - 2 * margin) - boxWidth / 2),
          y: head + index * (boxHeight + gap)
        }
      ])
    )
  )

  const boxes = packages.flatMap(({ folder, name, peers }) => {
    const { x, y } = placed.get(folder)
    return [
      box(x, y, boxWidth, boxHeight, colours.blue),
      text(x + 14, y + 26, name, { bold: true, fill: colours.blue, fixed: true, size: 14 }),
      ...said.get(folder).map((line, index) => text(x + 14, y + 48 + index * lineHeight, line)),
      text(
        x + 14,
        y + boxHeight - 12,
        peers.length === 0 ? "a bundle: needs Node alone" : `peers: ${peers.join(", ")}`,
        { fill: colours.quiet, size: 11 }
      )
    ]
  })

  // The ends of arrows stand beside each other on the edge of a box, in the order of what is at their other end.
  const end = (folder, others, other) => {
    const sorted = others.toSorted((one, two) => placed.get(one).x - placed.get(two).x)
    return placed.get(folder).x + (boxWidth * (sorted.indexOf(other) + 1)) / (sorted.length + 1)
  }
  const drawn = arrows.map(([from, to]) => {
    const above = arrows.filter(([one]) => one === from).map(([, two]) => two)
    const below = arrows.filter(([, two]) => two === to).map(([one]) => one)
    const [x1, y1] = [Math.round(end(from, above, to)), placed.get(from).y + boxHeight]
    const [x2, y2] = [Math.round(end(to, below, from)), placed.get(to).y]
    const middle = Math.round((y1 + y2) / 2)
    return arrow(`M${x1} ${y1} C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`)
  })

  return card({
    width,
    height: head + rows.length * (boxHeight + gap) - gap + margin,
    title: "The packages, and what each is built upon",
    told: packages
      .map(({ name, uses }) => `${name} is built upon ${uses.length === 0 ? "none" : uses.join(", ")}.`)
      .join(" "),
    parts: [
      text(margin, 34, "The packages, and what each is built upon", { bold: true, size: 16 }),
      text(width - margin, 34, "An arrow that others together imply is left out.", {
        anchor: "end",
        fill: colours.quiet,
        size: 12
      }),
      ...drawn,
      ...boxes
    ]
  })
}
