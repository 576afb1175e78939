import type { ApiKeyView, UserView } from "@effect-wandb/emulator/Instance"
import * as Data from "effect/Data"

/** Which of the keys that are left count. */
export interface Selection {
  readonly owner?: string | undefined
  readonly except?: ReadonlyArray<string> | undefined
}

/**
 * API keys that a program made and that still let somebody in.
 *
 * @since 0.1.0
 * @category errors
 */
export class KeysLeft extends Data.TaggedError("KeysLeft")<{
  readonly keys: ReadonlyArray<ApiKeyView>
}> {
  override get message(): string {
    const count = this.keys.length === 1 ? "An API key is" : `${this.keys.length} API keys are`
    return [
      `${count} alive that the world did not begin with:`,
      ...this.keys.map(listed),
      "The program has to delete what it makes, as ApiKeys.scoped does. Of a key that is meant to stay, give the description as `except`."
    ].join("\n")
  }
}

const listed = ({ description, id, name, username }: ApiKeyView): string =>
  `- ${name} of ${username} (id ${id}), ${description === null ? "without a description" : `described as ${JSON.stringify(description)}`}`

/** Keys that let somebody in and that were not there before: those of deleted users do not. */
export const liveKeys = (
  keys: ReadonlyArray<ApiKeyView>,
  users: ReadonlyArray<UserView>,
  before: ReadonlySet<string>
): ReadonlyArray<ApiKeyView> => {
  const living = new Set(users.filter(({ deletedAt }) => deletedAt === null).map(({ username }) => username))
  return keys.filter(({ id, username }) => !before.has(id) && living.has(username))
}

/** The mark by which a key that was generated with `settle` is recognised. */
const mark = / ?\[ref [0-9a-z]+\]$/

/** Those of the keys that count. */
export const selected = (
  keys: ReadonlyArray<ApiKeyView>,
  { except = [], owner }: Selection
): ReadonlyArray<ApiKeyView> =>
  keys.filter(
    ({ description, username }) =>
      (owner === undefined || username === owner) &&
      (description === null || !except.includes(description.replace(mark, "")))
  )
