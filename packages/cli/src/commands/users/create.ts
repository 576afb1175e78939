import * as Users from "@effect-wandb/core/Users"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Activity from "../../internal/activity.js"
import { flag, number, optional } from "../../internal/options.js"
import * as Output from "../../internal/output.js"
import * as Printable from "../../internal/printable.js"
import { Problem } from "../../internal/problem.js"
import * as ServerCommand from "../../internal/serverCommand.js"
import { type Pipe, standardInput } from "../../internal/textInput.js"
import { user } from "./record.js"

/** As many requests as the client has under way at once. */
const most = 10

const options = Options.all({
  admin: flag("admin", "makes an administrator of the installation of the user"),
  name: optional("name", "text", "the name to show, if not what the server makes of the address"),
  csv: optional(
    "csv",
    "file",
    "a file of users, or - for standard input, with the columns email, admin and name"
  ),
  concurrency: number(
    "concurrency",
    most,
    `how many of a file are created at once, 1 to ${most} (default: ${most})`
  )
})

const pipe: Pipe = {
  reader: "--csv -",
  todo: "Pipe the users in, or give --csv the path of a file."
}

const fail = (what: string, todo: string) => Effect.fail(new Problem({ what, todo }))

/** Somebody is created and named as one: an interruption waits for both. */
const createOne = (email: string, admin: boolean, name: string | undefined) =>
  Effect.gen(function* () {
    if (name?.trim() === "") return yield* fail("--name is empty. Nothing was sent.", "Give a name, or none.")
    yield* Activity.set(
      `while ${email} was created: effect-wandb users get ${email} shows whether that was done`
    )
    const created = yield* Users.create({ email, admin })
    yield* Activity.set(`after ${email} was created`)
    if (name === undefined) return created
    return yield* Effect.catchAll(Users.update(created, { name }), (error) =>
      Effect.flatMap(
        Effect.promise(() => import("../../internal/words.js")),
        ({ happened }) =>
          fail(
            `The user ${Printable.line(email)} was created, and the name was not set: ${happened(error)}`,
            `effect-wandb users update ${Printable.line(email)} --name sets it.`
          )
      )
    )
  }).pipe(Effect.uninterruptible)

export const create = ServerCommand.make({
  name: "create",
  summary: "creates a user, or all users of a file",
  details: [
    "A file is checked whole before the first user is created: its first line names the columns, email and, if you like, admin (true or false) and name, in any order.",
    "What became of each line is given with -o ndjson and -o csv as it comes. Who is there already is left as they are, so that the same command goes on after an interruption. Ends with code 1 when any line failed."
  ].join(" "),
  examples: [
    ["effect-wandb users create ada@example.com", "one user"],
    ["effect-wandb users create --csv team.csv -o csv > created.csv", "many, with what became of each"]
  ],
  options,
  args: Args.text({ name: "email" }).pipe(
    Args.withDescription("the email address of the user"),
    Args.optional
  ),
  data: true,
  reads: ({ csv }) => (Option.contains(csv, standardInput) ? pipe : undefined),
  handler: ({ admin, concurrency, csv, name }, email) =>
    Effect.gen(function* () {
      if (Option.isNone(csv)) {
        if (Option.isNone(email)) {
          return yield* fail("Nothing says who is to be created.", "Give an email address, or --csv FILE.")
        }
        return yield* Output.one(user, yield* createOne(email.value, admin, Option.getOrUndefined(name)))
      }
      if (Option.isSome(email)) {
        return yield* fail(
          "An email address and --csv are both given. Nothing was sent.",
          "Give one of them."
        )
      }
      if (admin || Option.isSome(name)) {
        return yield* fail(
          "--admin and --name are about one user, and --csv has many. Nothing was sent.",
          "Give the file the columns admin and name."
        )
      }
      if (concurrency < 1 || concurrency > most) {
        return yield* fail(`--concurrency is ${concurrency}.`, `It is a number from 1 to ${most}.`)
      }
      const { createMany } = yield* Effect.promise(() => import("../../internal/users/createMany.js"))
      return yield* createMany(csv.value, concurrency)
    })
})
