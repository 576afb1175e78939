import type * as Member from "@effect-wandb/core/Member"
import * as Team from "@effect-wandb/core/Team"
import * as User from "@effect-wandb/core/User"
import type { AccountType } from "@effect-wandb/emulator/Seed"
import * as FastCheck from "effect/FastCheck"

// Each begins with what is plain, to which examples shrink, and goes on with what is allowed and seldom thought of.

const people = ["ada", "grace", "mary", "alan", "katherine", "edsger", "barbara", "linus"]
const groups = ["engine", "physics", "vision", "speech", "robots", "search"]
const uses = ["laptop", "ci", "nightly export", "notebook", "cluster", "evaluation"]
const titles = ["Ada Lovelace", "Grace Hopper", "Mary Shelley", "Alan Turing", "Katherine Johnson"]

/** Names that programs stumble over: of other things, of one letter, of other scripts, and with other meanings in URLs. */
const oddNames = [
  "constructor",
  "__proto__",
  "toString",
  "null",
  "undefined",
  "true",
  "0",
  "007",
  "_",
  "-",
  "A",
  "ADA",
  "Grace.Hopper",
  "ada-2",
  "zo\u00eb",
  "zoe\u0308",
  "\u611b\u9054",
  "\u0627\u0644\u062e\u0648\u0627\u0631\u0632\u0645\u064a",
  "a/b",
  "..",
  "a?b=c#d",
  "100%",
  'a"b',
  "a'b",
  "a\\b",
  "<b>",
  "${ada}",
  "n".repeat(128)
]

const oddLocals = [
  "ada+wandb",
  "o'hara",
  "Grace.Hopper",
  "ADA",
  "zo\u00eb",
  "\u611b\u9054",
  "a",
  '"',
  "__proto__",
  "100%",
  "l".repeat(64)
]

const oddDomains = [
  "Example.COM",
  "sub.example.co.uk",
  "p\u0159\u00edklad.example",
  "localhost",
  "[192.0.2.1]"
]

/** Texts of people: quotes, scripts, marks, ends of lines, and what is code elsewhere. */
const oddTexts = [
  "",
  " ",
  "0",
  "null",
  'the "blue" one, o\'clock',
  "two\nlines\tand a tab",
  "na\u00efve caf\u00e9 \u611b \u{1f469}\u200d\u{1f680}",
  "\u202eright to left\u202c",
  "zero\u200bwidth",
  "\u0000",
  "'; DROP TABLE users; --",
  "<script>alert(1)</script>",
  "${secret} {{secret}} %s",
  "C:\\keys\\ada",
  "nightly export [ref mi2x9k3f7a2b00c]",
  "as of 94f2794c22cf2b83732c65af87a4f533908a1b2c",
  "long ".repeat(100)
]

/** One of these, with its very type. */
export const among = <const A>(...values: ReadonlyArray<A>): FastCheck.Arbitrary<A> =>
  FastCheck.constantFrom(...values)

const mostly = <A>(
  plain: FastCheck.Arbitrary<A>,
  ...odd: ReadonlyArray<FastCheck.Arbitrary<A>>
): FastCheck.Arbitrary<A> =>
  FastCheck.oneof(
    { withCrossShrink: true },
    { arbitrary: plain, weight: 3 * odd.length },
    ...odd.map((arbitrary) => ({ arbitrary, weight: 1 }))
  )

/** What any server takes as part of a name. */
const nameCharacters = FastCheck.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789_-")

const numbered = (words: ReadonlyArray<string>) =>
  FastCheck.tuple(FastCheck.constantFrom(...words), FastCheck.nat({ max: 9 })).map(([word, number]) =>
    number === 0 ? word : `${word}-${number}`
  )

const name = (words: ReadonlyArray<string>) =>
  mostly(
    numbered(words),
    FastCheck.constantFrom(...oddNames),
    FastCheck.string({ unit: nameCharacters, minLength: 1, maxLength: 40 })
  )

const text = (words: ReadonlyArray<string>) =>
  mostly(
    FastCheck.constantFrom(...words),
    FastCheck.constantFrom(...oddTexts),
    FastCheck.string({ unit: "grapheme", maxLength: 40 })
  )

const isThere = (text: string): boolean => text.trim() !== ""

export const username: FastCheck.Arbitrary<User.Username> = name(people).map((name) =>
  User.Username.make(name)
)

export const teamName: FastCheck.Arbitrary<Team.TeamName> = name(groups).map((name) =>
  Team.TeamName.make(name)
)

export const email: FastCheck.Arbitrary<User.Email> = FastCheck.tuple(
  mostly(numbered(people), FastCheck.constantFrom(...oddLocals)),
  mostly(FastCheck.constant("example.com"), FastCheck.constantFrom(...oddDomains))
).map(([local, domain]) => User.Email.make(`${local}@${domain}`))

export const displayName: FastCheck.Arbitrary<string> = text(titles)

export const description: FastCheck.Arbitrary<string> = text(uses)

/** A description of something that has to have one. */
export const purpose: FastCheck.Arbitrary<string> = description.filter(isThere)

export const role: FastCheck.Arbitrary<Member.Role> = mostly<Member.Role>(
  among("member", "admin", "view-only"),
  FastCheck.constant("reviewer")
)

export const accountType: FastCheck.Arbitrary<AccountType> = mostly<AccountType>(
  FastCheck.constant("USER"),
  among("SERVICE", "ORG_SERVICE", "ANONYMOUS", "VIEWER")
)
