import type { YAMLError } from "yaml"

/** What is wrong with the form of a file. The parser's own words repeat parts of the file, and those may be secrets. */
const reasons: Readonly<Record<YAMLError["code"], string>> = {
  ALIAS_PROPS: "an alias (*) cannot have an anchor (&) or a tag (!) of its own",
  BAD_ALIAS: "an alias (*) or an anchor (&) has a name of letters and digits",
  BAD_COLLECTION_TYPE: "this tag (!) does not fit what it stands before",
  BAD_DIRECTIVE: "this % line is not known: leave it out",
  BAD_DQ_ESCAPE: "this \\ is none of the escapes of a text in \": write \\\\, or put the text in '",
  BAD_INDENT: "this is indented otherwise than what it belongs to",
  BAD_PROP_ORDER: "an anchor (&) or a tag (!) goes behind the - or the : before it",
  BAD_SCALAR_START: "a text that begins with @ or ` has to be in quotes",
  BLOCK_AS_IMPLICIT_KEY:
    "one line cannot hold two fields, or a field and a list: put a text with a : in quotes",
  BLOCK_IN_FLOW: "between [ and ] or { and }, no list with - and no fields on lines of their own",
  DUPLICATE_KEY: "this field is given twice",
  IMPOSSIBLE: "this cannot be read as YAML",
  KEY_OVER_1024_CHARS: "the name of a field is longer than 1024 characters",
  MISSING_CHAR:
    "something is missing before this, such as the - of an item, the : of a field, or a closing quote or bracket",
  MULTILINE_IMPLICIT_KEY: "the name of a field and its : have to be on one line",
  MULTIPLE_ANCHORS: "one value has two anchors (&)",
  MULTIPLE_DOCS: "a second document begins here, and a file holds one: leave out the ---",
  MULTIPLE_TAGS: "one value has two tags (!)",
  NON_STRING_KEY: "the name of a field is a text",
  RESOURCE_EXHAUSTION: "this is nested too deep",
  TAB_AS_INDENT: "a tab indents nothing: use spaces",
  TAG_RESOLVE_FAILED: "this tag (!) is not known: leave it out",
  UNEXPECTED_TOKEN: "this cannot be here: a quote, a bracket or the indentation before it may be wrong"
}

/** Says what is wrong with the form of a file, without a word of it. */
export const reasonOf = ({ code, message }: YAMLError): string =>
  code === "MISSING_CHAR" && message.startsWith("Missing closing")
    ? "a quote is opened before this, and not closed"
    : (reasons[code] ?? reasons.IMPOSSIBLE)
