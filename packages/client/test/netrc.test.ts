import { assert, describe, it } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Effect, FastCheck, Redacted } from "effect"
import * as Netrc from "../src/internal/netrc.js"
import { expectWordless } from "./problems.js"

const read = (text: string) => {
  const { passwords, problems } = Netrc.parse(text)
  return {
    passwords: Object.fromEntries(
      [...passwords].map(([machine, password]) => [machine, Redacted.value(password)])
    ),
    lines: problems.map(({ line }) => line)
  }
}

const reads = (text: string, passwords: Record<string, string>, lines: ReadonlyArray<number> = []) =>
  Effect.sync(() => deepStrictEqual(read(text), { passwords, lines }))

describe("a .netrc file", () => {
  it.effect("gives the password of each machine, on one line or several", () =>
    reads(
      [
        "machine api.wandb.ai login user password one",
        "machine wandb.internal:8080",
        "\tlogin user",
        "\taccount team",
        "\tpassword two",
        ""
      ].join("\r\n"),
      { "api.wandb.ai": "one", "wandb.internal:8080": "two" }
    )
  )

  it.effect("hides a password as soon as it is read", () =>
    Effect.sync(() => {
      const { passwords } = Netrc.parse("machine a password one")
      assert.notInclude(JSON.stringify([...passwords]) + String(passwords.get("a")), "one")
    })
  )

  it.effect("knows a machine whatever the case of its name", () =>
    reads("machine API.Wandb.ai password One", { "api.wandb.ai": "One" })
  )

  it.effect("takes a user for a login", () => reads("machine a user ada password one", { a: "one" }))

  it.effect("lets the last entry of a machine count, be it without a password", () =>
    reads("machine a password one\nmachine b password two\nmachine a password three\nmachine b login ada", {
      a: "three"
    })
  )

  it.effect("does not have an empty password", () => reads('machine a password one password ""', {}))

  it.effect("keeps the password of the default entry from every machine", () =>
    reads("machine a password one\ndefault login ada password two\nmachine b password three", {
      a: "one",
      b: "three"
    })
  )

  it.effect("may quote values and escape characters", () =>
    reads('machine "a" password "one \\"two\\" \\\\ three"\nmachine b password fo\\ ur\\"', {
      a: 'one "two" \\ three',
      b: 'fo ur"'
    })
  )

  it.effect("may hold comments, which do not begin within a value", () =>
    reads("# machine x password y\nmachine a # password no\n\n #password no\n password #one # two\n#", {
      a: "#one"
    })
  )

  it.effect("may hold macros, which end with an empty line", () =>
    reads(
      "macdef init\nmachine x password y\n\nmachine a password one\nmacdef m\nput x\n\nmachine b password two",
      {
        a: "one",
        b: "two"
      }
    )
  )

  it.effect("may be empty", () => Effect.zipRight(reads("", {}), reads("\n \n", {})))
})

describe("a mistake in a .netrc file", () => {
  it.effect("leaves the other entries as they are", () =>
    reads(
      "machine a password one\nmachine b logn ada\n password two\nmachine c password three",
      { a: "one", c: "three" },
      [2]
    )
  )

  it.effect("does not give a machine the password of the next, whose name could not be read", () =>
    reads("machine a login ada\nmachne b\npassword two", {}, [2])
  )

  it.effect("is a quote that is not closed, which ends with its line", () =>
    reads('machine a password "one\nmachine b password "two"', { b: "two" }, [1])
  )

  it.effect("is a backslash at the end of a line", () =>
    reads("machine a password one\\\nmachine b password two", { b: "two" }, [1])
  )

  it.effect("is a keyword without its value", () =>
    Effect.all([
      reads("machine a password one\nmachine b password", { a: "one" }, [2]),
      reads("machine", {}, [1]),
      reads('machine "" password one', {}, [1]),
      reads("macdef", {}, [1])
    ])
  )

  it.effect("is a password before any machine, or after a macro", () =>
    Effect.all([
      reads("password one\nmachine b password two", { b: "two" }, [1]),
      reads("machine a\nmacdef m\n\npassword one", {}, [4])
    ])
  )

  it.effect("is a macro that takes the rest of the file", () =>
    reads("machine a password one\nmacdef m\nmachine b password two", { a: "one" }, [2])
  )

  it.effect("is told in words that hold nothing of the file, whatever the file is", () =>
    Effect.sync(() => {
      const value = FastCheck.stringMatching(/^[A-Z0-9]{8}$/)
      const text = FastCheck.array(
        FastCheck.oneof(
          value,
          FastCheck.string(),
          FastCheck.constantFrom(
            "machine",
            "default",
            "login",
            "password",
            "macdef",
            "#",
            '"',
            "\\",
            "\n",
            "\n\n"
          )
        )
      ).map((words) => words.join(" ").replaceAll(" \n", "\n"))
      FastCheck.assert(
        FastCheck.property(text, (text) => {
          expectWordless(text, Netrc.parse(text).problems)
        }),
        { numRuns: 500 }
      )
    })
  )

  it.effect("never makes a password of what does not stand in the file", () =>
    Effect.sync(() => {
      const char = FastCheck.constantFrom("a", "é", "\u2028", " ", "\t", '"', "\\", "#", "\n", "\r")
      const value = FastCheck.array(char).map((chars) => chars.join(""))
      FastCheck.assert(
        FastCheck.property(value, (value) => {
          const quoted = value.replaceAll(/["\\]/g, (char) => `\\${char}`)
          const { passwords } = Netrc.parse(`machine a password "${quoted}"\nmachine b password two`)
          const isOneLine = value !== "" && !/[\r\n]/.test(value)
          const found = passwords.get("a")
          assert.strictEqual(found && Redacted.value(found), isOneLine ? value : undefined)
        })
      )
    })
  )
})
