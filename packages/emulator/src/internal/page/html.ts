/** Markup that goes into a page as it is. */
export class Html {
  constructor(readonly markup: string) {}
}

/** What can stand in a template: markup as it is, text and numbers escaped, and nothing where there is nothing. */
export type Part = Html | string | number | null | undefined | false | ReadonlyArray<Part>

/** Makes markup, in which everything that is not markup already is escaped, for content and quoted attributes alike. */
export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html =>
  new Html(strings.reduce((markup, string, index) => markup + toMarkup(parts[index - 1]) + string))

const toMarkup = (part: Part): string => {
  if (part instanceof Html) return part.markup
  if (typeof part === "object" && part !== null) return part.map(toMarkup).join("")
  return part === null || part === undefined || part === false ? "" : escape(redact(String(part)))
}

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** Replaces what looks like a whole API key. Key IDs are shorter. */
export const redact = (text: string): string => text.replace(/wandb_v1_\w{12,}|\w{40,}/g, "<redacted>")
