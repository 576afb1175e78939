import { type Email, parseEmail } from "@effect-wandb/core/User"
import * as Nearest from "@effect-wandb/files/Nearest"
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Csv from "./csv.js"

/** Somebody to create, as a line of a file says. */
export interface Person {
  readonly line: number
  readonly email: Email
  readonly admin: boolean
  readonly name: string | undefined
}

type Read = Either.Either<ReadonlyArray<Person>, ReadonlyArray<Csv.Flaw>>

const columns = ["email", "admin", "name"] as const

type Column = (typeof columns)[number]

const quoted = (text: string): string => JSON.stringify(text)

const isColumn = (name: string): name is Column => columns.some((column) => column === name)

/** What is wrong with a name of a column. */
const unknown = (title: string): string => {
  const meant = Option.match(Nearest.nearest(title, columns), {
    onNone: () => "",
    onSome: (column) => `: did you mean ${column}?`
  })
  return `has an unknown column ${quoted(title)}${meant === "" ? `: there are ${columns.join(", ")}` : meant}`
}

/** The names of the columns, or what is wrong with them. */
const titlesOf = ({
  fields,
  line
}: Csv.Row): Either.Either<ReadonlyArray<Column>, ReadonlyArray<Csv.Flaw>> => {
  const flaw = (problem: string): Csv.Flaw => ({ line, problem })
  const titles = fields.map((field) => field.trim().toLowerCase())
  const [first = ""] = titles
  if (titles.length === 1 && /[;\t]/.test(first)) {
    return Either.left([flaw("has no commas: columns are separated by commas alone")])
  }
  if (titles.some((title) => title.includes("@"))) {
    return Either.left([
      flaw(`has an email address where the names of the columns belong: ${columns.join(",")}`)
    ])
  }
  const known = titles.filter(isColumn)
  const flaws = [
    ...titles.filter((title) => !isColumn(title)).map((title) => flaw(unknown(title))),
    ...columns
      .filter((column) => known.indexOf(column) !== known.lastIndexOf(column))
      .map((column) => flaw(`has the column ${column} more than once`)),
    ...(known.includes("email") ? [] : [flaw("has no column email")])
  ]
  return flaws.length === 0 ? Either.right(known) : Either.left(flaws)
}

const flags: Readonly<Record<string, boolean>> = {
  "": false,
  false: false,
  no: false,
  "0": false,
  true: true,
  yes: true,
  "1": true
}

const byLine = Order.mapInput(Order.number, ({ line }: Csv.Flaw) => line)

/** Reads the people of a file: all of them, or everything that is wrong with it. */
export const read = (text: string): Read => {
  // Such as UTF-16, of which every other byte is often one.
  if (text.includes("\u0000"))
    return Either.left([{ line: 1, problem: "begins a file that is no text in UTF-8" }])
  const parsed = Csv.parse(text)
  const [header, ...rows] = parsed.rows
  if (header === undefined) {
    return Either.left([...parsed.flaws, { line: 1, problem: `has no header: ${columns.join(",")}` }])
  }
  const titles = titlesOf(header)
  if (Either.isLeft(titles)) return Either.left([...parsed.flaws, ...titles.left])

  const flaws = [...parsed.flaws]
  const people: Array<Person> = []
  const lines = new Map<string, number>()
  for (const { fields, line } of rows) {
    if (fields.length !== titles.right.length) {
      flaws.push({
        line,
        problem: `has ${fields.length} fields, where the header has ${titles.right.length}`
      })
      continue
    }
    if (fields.some((field) => field.includes("\ufffd")))
      flaws.push({ line, problem: "has the character U+FFFD, which stands where another one was lost" })
    const cells = new Map(titles.right.map((column, index) => [column, fields[index]?.trim() ?? ""]))
    const flag = cells.get("admin") ?? ""
    const admin = flags[flag.toLowerCase()]
    if (admin === undefined)
      flaws.push({ line, problem: `has ${quoted(flag)} for admin: it is true or false` })
    const address = cells.get("email") ?? ""
    const email = parseEmail(address)
    if (Either.isLeft(email)) {
      flaws.push({
        line,
        problem: address === "" ? "has no email" : `has the email ${quoted(address)}, which ${email.left}`
      })
      continue
    }
    const earlier = lines.get(address.toLowerCase())
    if (earlier !== undefined) {
      flaws.push({ line, problem: `has the email ${quoted(address)}, which is on line ${earlier} already` })
      continue
    }
    lines.set(address.toLowerCase(), line)
    const name = cells.get("name") ?? ""
    people.push({ line, email: email.right, admin: admin ?? false, name: name === "" ? undefined : name })
  }
  return flaws.length === 0 ? Either.right(people) : Either.left(Arr.sort(flaws, byLine))
}
