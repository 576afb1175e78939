import type { User } from "@effect-wandb/core/User"
import * as Users from "@effect-wandb/core/Users"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import * as Activity from "../activity.js"
import { gracefully } from "../gracefully.js"
import * as Output from "../output.js"
import { telling } from "../progress.js"
import * as Status from "../status.js"
import { happened } from "../words.js"
import * as Result from "./createResult.js"
import type { Person } from "./people.js"
import * as PeopleFile from "./peopleFile.js"

type Remarks = Ref.Ref<HashMap.HashMap<string, string>>

/**
 * The service by which somebody is created and named as one. A name that could not be given is remarked, because there
 * is a user then all the same.
 */
const naming =
  (people: ReadonlyArray<Person>, remarks: Remarks) =>
  (users: Users.Users.Service): Users.Users.Service => {
    const names = new Map<string, string | undefined>(people.map(({ email, name }) => [email, name]))
    const named = (email: string, user: User) => {
      const name = names.get(email)
      if (name === undefined || name === user.name) return Effect.void
      return Effect.catchAll(users.update(user, { name }), (error) =>
        Ref.update(remarks, HashMap.set(email, `The name was not set: ${happened(error)}`))
      )
    }
    return {
      ...users,
      create: (options) => Effect.tap(users.create(options), (user) => named(options.email, user))
    }
  }

/** Creates the users of a file, which is checked whole before the first of them is, and gives what became of each. */
export const createMany = (file: string, concurrency: number) =>
  Effect.gen(function* () {
    const people = yield* PeopleFile.read(file)
    yield* Activity.set("before anybody was created")
    // Credentials that let nobody in are told of once, and not for each line.
    yield* Users.viewer
    const remarks = yield* Ref.make(HashMap.empty<string, string>())
    const tally = yield* Ref.make(Result.none)
    const results = (haltWhen: Effect.Effect<void>) =>
      Users.createMany(people, { concurrency, haltWhen }).pipe(
        Stream.mapEffect(
          (outcome) =>
            Effect.flatMap(Ref.get(remarks), (remarks) =>
              Result.of(outcome, HashMap.get(remarks, outcome.input.email))
            ),
          { concurrency }
        ),
        Stream.tap((result) => Ref.update(tally, (before) => Result.count(before, result)))
      )
    yield* gracefully((haltWhen) => Output.outcomes(Result.records, results(haltWhen))).pipe(
      Effect.updateService(Users.Users, naming(people, remarks)),
      telling("users", "the same command goes on, and leaves those alone who are there by then")
    )
    const counts = yield* Ref.get(tally)
    yield* Output.note(Result.summary(counts))
    return Result.isGood(counts) ? Status.done : Status.failed
  })
