import { KeyAudit } from "@effect-wandb/admin"
import { FileSystem } from "@effect/platform"
import { Chunk, Data, Effect, Stream } from "effect"
import { type Format, header, line } from "./formats.js"

/** There are findings. The report has been written all the same. */
export class FindingsFound extends Data.TaggedError("FindingsFound")<{
  readonly summary: KeyAudit.Summary
  readonly file: string
}> {
  override get message(): string {
    const { findings, flagged, keys, owners } = this.summary
    const each = KeyAudit.Finding.literals
      .filter((finding) => findings[finding] > 0)
      .map((finding) => `- ${findings[finding]}: ${KeyAudit.explain(finding)}`)
    return [`${flagged} findings in ${keys} keys of ${owners} users; ${this.file} has them.`, ...each].join(
      "\n"
    )
  }
}

/** Where the report goes, in which form, and what it looks for. */
export interface Options extends KeyAudit.Options {
  readonly file: string
  readonly format: Format
}

/**
 * Writes a report of all API keys, and fails where something was found. It is read and written page by page, beside the
 * report before it, and takes that one's place once it is whole: a report that is there is never half of one.
 */
export const audit = ({ file, format, ...options }: Options) =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const unfinished = `${file}.unfinished`
      const report = yield* fs.open(unfinished, { flag: "w", mode: 0o600 })
      // A file takes nothing for a failure to write, and a page may have nobody with a key.
      const write = (text: string) =>
        text === "" ? Effect.void : report.writeAll(new TextEncoder().encode(text))

      yield* write(header(format))
      const summary = yield* KeyAudit.report(options).pipe(
        Stream.mapChunksEffect((page) =>
          Effect.as(
            write(
              Chunk.join(
                Chunk.map(page, (entry) => line(format, entry)),
                ""
              )
            ),
            page
          )
        ),
        Stream.run(KeyAudit.summarize)
      )
      yield* fs.rename(unfinished, file)
      if (summary.flagged > 0) return yield* new FindingsFound({ summary, file })
      return summary
    })
  )
