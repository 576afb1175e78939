import { absent } from "./absent.js"
import type { Coverage } from "./coverage.js"
import { domains } from "./domains.js"
import { section } from "./section.js"
import { modesTable, numbers, official } from "./summary.js"

/** `docs/emulator-coverage.md`. */
export const documentOf = (coverage: Coverage): string =>
  [
    introduction,
    "## In numbers",
    numbers(coverage),
    "## The official client",
    official(coverage),
    "## Modes",
    modesTable(),
    ...domains.flatMap((domain) => section(coverage, domain)),
    "## Not there",
    absent(coverage)
  ].join("\n\n") + "\n"

const introduction = `<!-- Written by packages/emulator/test/coverage.test.ts: do not edit. -->

# What the emulator answers

Every operation, argument and field of the schema of the emulator, and what is known of each. The schema is a part of the schema of W&B's service, as its introspection of October 2024 has it; \`sdl.test.ts\` holds that. \`ServerInfo.features\` alone is newer.

Nothing in the tables is asserted. \`packages/emulator/test/coverage.test.ts\` asks for every field and tries every argument over a world in which whatever can differ does, and fails when something else comes out than this document says. The descriptions of the schema say the same, so an introspection shows it too. To write the document anew:

\`\`\`sh
npx vitest run packages/emulator/test/coverage.test.ts -u
\`\`\`

- **Answered** is \`yes\` for a field that gave different values, or something that has fields of its own, and for an argument or input field whose value made a difference to the answer. \`constant\` fields gave one and the same value, \`null\` ones gave nothing, \`never\` means that no answer had what the field is in. \`ignored\` arguments made no difference. An option, such as \`apiKeyListing: "legacy"\`, means that it takes an instance with it.
- **Official client** is \`yes\` for what W&B's Python client asks for or sends in one of the documents that \`officialClient.test.ts\` sends.
- **Of W&B** is \`inferred\` where W&B says nothing, and \`differs\` where W&B is known to do otherwise. What it is stands below each table, with the tests that hold it; that these exist is tested.

Inferred, besides, are the exact words of all 400s and 404s.`
