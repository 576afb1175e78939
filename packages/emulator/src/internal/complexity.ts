import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type Token,
  TokenKind
} from "graphql"

// What a document may ask for, so that a small one cannot keep the server busy for long.

export const maxTokens = 5000
const maxDepth = 15
const maxAliases = 200
const maxLines = 5000
const maxName = 250

interface Weight {
  readonly depth: number
  readonly aliases: number
}

const none: Weight = { depth: 0, aliases: 0 }

/** Why a document that was parsed is too much to be validated, if it is. */
export const excess = (document: DocumentNode): string | undefined =>
  lengthExcess(document) ?? nestingExcess(document)

/** Each of a hundred errors counts the lines up to where it is, and quotes the name of its operation. */
const lengthExcess = ({ loc }: DocumentNode): string | undefined => {
  if (loc !== undefined && loc.endToken.line > maxLines) {
    return `the document has too many lines: at most ${maxLines}`
  }
  for (let token: Token | null | undefined = loc?.startToken; token != null; token = token.next) {
    if (token.kind === TokenKind.NAME && token.value.length > maxName) {
      return `the document has a name that is too long: at most ${maxName} characters`
    }
  }
  return undefined
}

const nestingExcess = (document: DocumentNode): string | undefined => {
  const weigh = weigher(document)
  const weights = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? weigh(definition.selectionSet) : none
  )
  const depth = Math.max(0, ...weights.map((weight) => weight.depth))
  const aliases = Math.max(0, ...weights.map((weight) => weight.aliases))
  if (depth > maxDepth) return `the document is nested too deeply: at most ${maxDepth} levels`
  if (aliases > maxAliases)
    return `the document has too many aliases: at most ${maxAliases}, through fragments too`
  return undefined
}

/** Weighs each fragment once: spread in each other, they would be as many as the powers of two. */
const weigher = (document: DocumentNode) => {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  // A fragment that is being weighed weighs nothing in itself: validation refuses those that spread themselves.
  const known = new Map<string, Weight>()

  const weighFragment = (name: string): Weight => {
    const before = known.get(name)
    const fragment = fragments.get(name)
    if (before !== undefined || fragment === undefined) return before ?? none
    known.set(name, none)
    const weight = weigh(fragment.selectionSet)
    known.set(name, weight)
    return weight
  }

  const weigh = ({ selections }: SelectionSetNode): Weight => {
    let depth = 0
    let aliases = 0
    for (const selection of selections) {
      const isField = selection.kind === Kind.FIELD
      const within =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? weighFragment(selection.name.value)
          : selection.selectionSet === undefined
            ? none
            : weigh(selection.selectionSet)
      depth = Math.max(depth, within.depth + (isField ? 1 : 0))
      aliases += within.aliases + (isField && selection.alias !== undefined ? 1 : 0)
    }
    return { depth, aliases }
  }
  return weigh
}
