import { reader } from "../documents.js"

const { schema } = reader({ bulkLookups: true, introspection: true })()

/** What can be asked of the emulator: the fields of its queries and mutations. */
export const rootFields: ReadonlyArray<string> = [schema.getMutationType(), schema.getQueryType()].flatMap(
  (type) => Object.keys(type?.getFields() ?? {})
)
