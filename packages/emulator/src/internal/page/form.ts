import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { isTag, kinds, type Need, type Tag } from "./kinds.js"

/** The names of the forms' fields. */
export const fields = {
  action: "action",
  kind: "kind",
  operation: "operation",
  times: "times",
  status: "status",
  duration: "duration",
  message: "message",
  path: "path"
} as const

/** What a form asks for; `fault` is as the schema of faults encodes one, and is for it to decode. */
export type Action =
  { readonly _tag: "Reset" } | { readonly _tag: "Arm"; readonly fault: unknown } | { readonly _tag: "Disarm" }

/** Reads what a form of the page sent, or says what is wrong with it. */
export const readForm = (params: URLSearchParams): Either.Either<Action, string> => {
  const action = valueOf(params, "action")
  switch (action) {
    case "reset":
      return Either.right({ _tag: "Reset" })
    case "disarm":
      return Either.right({ _tag: "Disarm" })
    case "arm":
      return Either.map(readFault(params), (fault) => ({ _tag: "Arm", fault }))
    default:
      return Either.left(`“${action}” is no action: it is reset, arm or disarm.`)
  }
}

const valueOf = (params: URLSearchParams, field: keyof typeof fields): string =>
  (params.get(fields[field]) ?? "").trim()

/** Fields that the kind does not need come along all the same, and say nothing. */
const readFault = (params: URLSearchParams): Read =>
  Either.gen(function* () {
    const kind = valueOf(params, "kind")
    if (!isTag(kind)) return yield* Either.left(`“${kind}” is no kind of fault.`)
    const operation = valueOf(params, "operation")
    const parts = [
      yield* readTimes(valueOf(params, "times")),
      ...(yield* Either.all(kinds[kind].needs.map((need) => readers[need](valueOf(params, need), kind))))
    ]
    return parts.reduce((fault, part) => ({ ...fault, ...part }), {
      _tag: kind,
      ...(operation === "" ? {} : { operation })
    })
  })

type Read = Either.Either<object, string>

const readTimes = (text: string): Read => {
  if (text === "") return Either.right({})
  const times = wholeNumber(text)
  return times >= 1
    ? Either.right({ times })
    : Either.left(`“${text}” is no number of times: it is a whole number from 1 up, or nothing for once.`)
}

const readers: Readonly<Record<Need, (text: string, kind: Tag) => Read>> = {
  status: (text) => {
    const status = wholeNumber(text)
    return status >= 200 && status <= 599
      ? Either.right({ status })
      : Either.left(`“${text}” is no status: it is a whole number from 200 to 599.`)
  },
  duration: (text) => {
    const duration = /^\d+$/.test(text) ? Number(text) : text
    return Option.isSome(Duration.decodeUnknown(duration))
      ? Either.right({ duration })
      : Either.left(`“${text}” is no duration: it is like “2 seconds”, or a number of milliseconds.`)
  },
  message: (message, kind) => {
    if (message === "") return Either.left("An error needs a message.")
    return Either.right(kind === "GraphQLErrors" ? { errors: [{ message }] } : { message })
  },
  path: (text) => {
    const path = text.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    return path.includes("")
      ? Either.left(
          `“${text}” is no path: it is names of fields with dots between them, like “createUser.user”.`
        )
      : Either.right({ path })
  }
}

/** The number that a text is in digits, NaN for any other. */
const wholeNumber = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : NaN)
