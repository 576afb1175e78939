import * as HashMap from "effect/HashMap"
import * as List from "effect/List"
import * as Logger from "effect/Logger"
import { causeForms, forms } from "./forms.js"
import type { Sheet } from "./sheet.js"

/** Notes each part of a log from which loggers make their lines. */
export const logger = (sheet: Sheet): Logger.Logger<unknown, void> =>
  Logger.make(({ annotations, cause, message, spans }) => {
    const messages: ReadonlyArray<unknown> = Array.isArray(message) ? message : [message]
    sheet.note([
      ...messages.flatMap((message) => forms("a log message", message)),
      ...causeForms("the cause of a log", cause),
      ...HashMap.toEntries(annotations).flatMap(([name, value]) => [
        ...forms(`the log annotation ${JSON.stringify(name)}`, value),
        { where: "the name of a log annotation", text: name }
      ]),
      ...List.toArray(spans).map(({ label }) => ({ where: "the label of a log span", text: label }))
    ])
  })
