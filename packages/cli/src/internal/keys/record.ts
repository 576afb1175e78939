import { type ApiKey, ApiKeyId, ApiKeyName } from "@effect-wandb/core/ApiKey"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Printable from "../printable.js"
import * as Records from "../records.js"

/** An API key as all commands give it: what W&B shows of it, and whose it is. */
const Key = Schema.Struct({
  id: ApiKeyId,
  name: ApiKeyName,
  description: Schema.OptionFromNullOr(Schema.String),
  owner: Schema.String,
  /** Whether the server lists the whole key in place of its name. */
  secretListed: Schema.Boolean
})

export const records = Records.make(Key, {
  table: ["name", "description", "owner", "id"],
  handles: ["name", "id"]
})

export const of = ({ description, id, name, secretListed }: ApiKey, owner: string): typeof Key.Type => ({
  id,
  name,
  // Descriptions are people's words, and somebody may have written a key into one.
  description: Option.map(description, Printable.withoutKeys),
  owner,
  secretListed: secretListed === true
})

/** An API key for a person to recognise, and to give to another command. */
export const named = ({ id, name }: Pick<ApiKey, "id" | "name">): string => `${name} (id ${id})`
