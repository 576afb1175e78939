import * as Args from "@effect/cli/Args"
import type * as HelpDoc from "@effect/cli/HelpDoc"
import type * as Span from "@effect/cli/HelpDoc/Span"
import * as Options from "@effect/cli/Options"
import type * as Usage from "@effect/cli/Usage"
import * as Option from "effect/Option"

/** An option or an argument as the command line and its help have it. */
export interface Parameter {
  /** `--output` and `-o`, or `<user>`. */
  readonly names: ReadonlyArray<string>
  /** What stands for the value: nothing for a switch. */
  readonly value: string | undefined
  /** The values that there are, where they are few. */
  readonly choices: ReadonlyArray<string>
  readonly repeated: boolean
  readonly optional: boolean
  readonly description: string
}

type Shape = Omit<Parameter, "description">

const longFirst = (names: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...names.filter((name) => !/^-[^-]/.test(name)),
  ...names.filter((name) => /^-[^-]/.test(name))
]

const shapes = (usage: Usage.Usage, repeated = false, optional = false): ReadonlyArray<Shape> => {
  switch (usage._tag) {
    case "Empty":
    case "Mixed":
      return []
    case "Named": {
      const value = Option.getOrUndefined(usage.acceptedValues)
      const choices = value?.includes(" | ") === true ? value.split(" | ") : []
      return [
        { names: longFirst(usage.names), value: value?.replaceAll(" | ", "|"), choices, repeated, optional }
      ]
    }
    case "Optional":
      return shapes(usage.usage, repeated, true)
    case "Repeated":
      return shapes(usage.usage, true, optional)
    case "Alternation":
      // One of them will do.
      return [...shapes(usage.left, repeated, true), ...shapes(usage.right, repeated, true)]
    case "Concat":
      return [...shapes(usage.left, repeated, optional), ...shapes(usage.right, repeated, optional)]
  }
}

const textOf = (span: Span.Span): string => {
  if (span._tag === "Sequence") return textOf(span.left) + textOf(span.right)
  return typeof span.value === "string" ? span.value : textOf(span.value)
}

/** The texts of what the library says, one below the other. */
export const paragraphs = (doc: HelpDoc.HelpDoc): ReadonlyArray<string> => {
  switch (doc._tag) {
    case "Paragraph":
      return [textOf(doc.value)]
    case "Sequence":
      return [...paragraphs(doc.left), ...paragraphs(doc.right)]
    default:
      return []
  }
}

const definitions = (doc: HelpDoc.HelpDoc): ReadonlyArray<HelpDoc.HelpDoc> => {
  switch (doc._tag) {
    case "DescriptionList":
      return doc.definitions.map(([, definition]) => definition)
    case "Sequence":
      return [...definitions(doc.left), ...definitions(doc.right)]
    default:
      return []
  }
}

/** What the library adds of itself; what is worth telling of it is in the shape. */
const isBoilerplate = (text: string): boolean =>
  /^This (?:setting|option|argument) (?:is optional|may be|must be|can be)/.test(text)

const descriptionOf = (doc: HelpDoc.HelpDoc, isSwitch: boolean): string => {
  // The first says of which kind the value is.
  const [, ...texts] = paragraphs(doc)
  const standard = texts.flatMap((text) => /Defaults to: (.*)$/.exec(text)?.[1] ?? [])
  const told = texts.filter((text) => text !== "" && !isBoilerplate(text)).join(" ")
  return isSwitch || standard.length === 0 ? told : `${told} (default: ${standard.join("")})`
}

const described = (usage: Usage.Usage, help: HelpDoc.HelpDoc): ReadonlyArray<Parameter> => {
  const docs = definitions(help)
  return shapes(usage).map((shape, index) => {
    const doc = docs[index]
    return { ...shape, description: doc === undefined ? "" : descriptionOf(doc, shape.value === undefined) }
  })
}

/** The options of a command, in the order in which it has them. */
export const ofOptions = (options: Options.Options<unknown>): ReadonlyArray<Parameter> =>
  described(Options.getUsage(options), Options.getHelp(options))

/** The arguments of a command, in their order. */
export const ofArgs = (args: Args.Args<unknown>): ReadonlyArray<Parameter> =>
  described(Args.getUsage(args), Args.getHelp(args)).map((parameter) => ({
    ...parameter,
    value: parameter.names[0]
  }))
