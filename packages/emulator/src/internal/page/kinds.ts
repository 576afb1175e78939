import type { Fault } from "../../Fault.js"

/** What a fault of some kind needs to be told besides which requests it meets. */
export type Need = "status" | "duration" | "message" | "path"

/** A kind of fault as the form offers it: what becomes of a request, in a few words, and what it needs to be told. */
export interface Kind {
  readonly does: string
  readonly needs: ReadonlyArray<Need>
}

export type Tag = Fault["_tag"]

export const kinds: Readonly<Record<Tag, Kind>> = {
  Respond: { does: "a status, no effect", needs: ["status"] },
  RespondAfter: { does: "effect, then a status", needs: ["status"] },
  DropBefore: { does: "reset, no effect", needs: [] },
  DropAfter: { does: "effect, then reset", needs: [] },
  Refuse: { does: "refused, no effect", needs: [] },
  Delay: { does: "late effect and answer", needs: ["duration"] },
  DelayAfter: { does: "effect, late answer", needs: ["duration"] },
  ActLater: { does: "reset, late effect", needs: ["duration"] },
  Truncate: { does: "effect, half an answer", needs: [] },
  MalformedBody: { does: "effect, not JSON", needs: [] },
  WrongContentType: { does: "effect, called HTML", needs: [] },
  SlowBody: { does: "effect, slow body", needs: ["duration"] },
  GraphQLErrors: { does: "an error, no effect", needs: ["message"] },
  PartialData: { does: "effect, null in the data", needs: ["path", "message"] }
}

export const isTag = (text: string): text is Tag => Object.hasOwn(kinds, text)

/** In the order in which the form offers them. */
export const tags: ReadonlyArray<Tag> = Object.keys(kinds).filter(isTag)
