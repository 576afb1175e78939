import { assert, describe, it } from "@effect/vitest"
import { assertLeft, assertRight, deepStrictEqual } from "@effect/vitest/utils"
import { Fault } from "@effect-wandb/emulator"
import { Either, Redacted, Schema } from "effect"
import { createHash } from "node:crypto"
import { readForm } from "../src/internal/page/form.js"
import { kinds, tags } from "../src/internal/page/kinds.js"
import { contentSecurityPolicy, etag, render } from "../src/internal/page/page.js"
import { style } from "../src/internal/page/style.js"
import type { View } from "../src/internal/page/view.js"
import { colour, contrast } from "./pageContrast.js"
import { empty, sample } from "./pageViews.js"
import { currentKey, legacyKey } from "./support.js"

const times = (text: string, part: string | RegExp): number => text.split(part).length - 1

/** A view in which all texts are another one, but for those that are of a few. */
const filledWith = (text: string, view: View = { ...sample, notice: "done" }): View =>
  JSON.parse(JSON.stringify(view), (key, value) =>
    typeof value === "string" && key !== "control" && key !== "outcome" ? text : value
  )

describe("the page", () => {
  it("shows everything that is in the view", () => {
    const page = render({ ...sample, notice: "The world was reset." })
    for (const text of [
      "The world was reset.",
      "2026-01-02 12:03:04",
      "ada@lovelace.org",
      "deleted",
      "SERVICE",
      "wandb_v1_Ab3_Ab3_Ab3",
      "local-01234567890abc",
      "laptop",
      "engine-ci",
      "mary@example.com",
      "DropAfter",
      "met 1, 2 left",
      "any request",
      "with a chance of 10%",
      "met 4, no limit",
      "duration 2s",
      "12:03:02.400",
      "GetUser",
      "abandoned",
      "30.0 s",
      "lost",
      "401",
      "user must be authenticated",
      "nobody",
      "a fault (DropAfter) waits for &#34;serverinfo&#34;"
    ]) {
      assert.include(page, text)
    }
  })

  it("says something helpful where there is nothing", () => {
    const page = render(empty)
    assert.strictEqual(times(page, 'class="empty"'), 5)
    assert.strictEqual(times(page, "<table"), 0)
  })

  it("escapes every text, wherever it stands", () => {
    const page = render(filledWith(`"'><script>alert()</script></style><img src=x onerror=alert()>`))
    assert.isAbove(times(page, "&#60;img src=x onerror=alert()&#62;"), 50)
    assert.strictEqual(times(page, "&#60;img src=x onerror=alert()&#62;"), times(page, "onerror"))
    for (const tag of ["<script", "</script", "<style", "</style"]) assert.strictEqual(times(page, tag), 1)
    assert.strictEqual(times(page, "<img"), 0)
    assert.strictEqual(times(page, `"'`), 0)
  })

  for (const [form, key] of Object.entries({ legacy: legacyKey, current: currentKey })) {
    it(`shows no ${form} key, whatever it is said to be`, () => {
      const secret = Redacted.value(key)
      for (const text of [
        secret,
        `local-${secret}`,
        `the key ${secret}: no`,
        `${"long ".repeat(34)}${secret}`
      ]) {
        const page = render(filledWith(text))
        assert.notInclude(page, secret)
        assert.notInclude(page, secret.slice(0, 24))
        assert.include(page, "&#60;redacted&#62;")
      }
    })
  }

  it("has buttons for those who may press them, and says to others what is missing", () => {
    const forms = (control: View["control"]) => times(render({ ...sample, control }), "<form")
    deepStrictEqual((["off", "locked", "open"] as const).map(forms), [0, 0, 3])
    assert.include(render({ ...sample, control: "off" }), "<code>--control</code>")
    assert.include(render({ ...sample, control: "locked" }), "the link with the token")
    assert.strictEqual(times(render({ ...empty, control: "open" }), "<form"), 2)
  })

  it("says how much of a large world it does not show", () => {
    const [ada] = sample.users.rows.slice(1)
    const [engine] = sample.teams.rows
    assert(ada !== undefined && engine !== undefined)
    const names = Array.from({ length: 30 }, (_, index) => `name${index}`)
    const page = render({
      ...sample,
      users: { rows: [{ ...ada, teams: names }], total: 100_000 },
      apiKeys: { ...sample.apiKeys, total: 3 },
      teams: {
        rows: [
          { ...engine, members: names.map((username) => ({ username, role: "member", accountType: "USER" })) }
        ],
        total: 1
      }
    })
    assert.include(page, "100,000")
    assert.include(page, "99,999 more are not shown.")
    assert.include(page, "1 more is not shown.")
    assert.strictEqual(times(page, "and 10 more"), 2)
    assert.include(page, ">name19<")
    assert.notInclude(page, "name20")
    // Of the keys that are not shown, some may be hers.
    assert.include(page, `<td class="number">1+<`)
  })
})

describe("the page's markup", () => {
  const page = render({ ...sample, notice: "done" })
  const values = (attribute: string) =>
    Array.from(page.matchAll(new RegExp(` ${attribute}="([^"]*)"`, "g")), ([, value = ""]) => value)

  it("names every element once, and refers to none that is not there", () => {
    const ids = values("id")
    assert.isAbove(ids.length, 20)
    deepStrictEqual([...new Set(ids)], ids)
    const references = ["for", "aria-labelledby", "list"].flatMap(values)
    const links = values("href").filter((link) => link.startsWith("#"))
    assert.isAbove(references.length, 10)
    for (const id of [...references, ...links.map((link) => link.slice(1))]) assert.include(ids, id)
  })

  it("has one main heading, labels for all fields, and tables with captions and headers", () => {
    assert.strictEqual(times(page, "<h1"), 1)
    const fields = times(page, "<input") + times(page, "<select")
    assert.strictEqual(fields, 7)
    assert.strictEqual(times(page, "<label"), fields)
    assert.strictEqual(times(page, "<table"), 5)
    assert.strictEqual(times(page, "<caption"), 5)
    assert.strictEqual(times(page, `<th scope="row"`), times(page, "<tr "))
    assert.strictEqual(times(page, `<th scope="col"`), 4 + 3 + 3 + 3 + 5)
  })

  it("needs nothing but its own style and script, which its policy knows by their hashes", () => {
    for (const [tag, directive] of [
      ["style", "style-src"],
      ["script", "script-src"]
    ] as const) {
      const [, text = ""] = new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(page) ?? []
      assert.isAbove(text.length, 1000)
      const hash = createHash("sha256").update(text).digest("base64")
      assert.include(contentSecurityPolicy, `${directive} 'sha256-${hash}';`)
    }
    deepStrictEqual(values("src"), [])
    deepStrictEqual(values("style"), [])
    deepStrictEqual(
      values("href").filter((link) => !link.startsWith("#")),
      ["/"]
    )
    assert.notMatch(style, /url\(|@import/)
  })

  it("has a tag that changes with what it shows, and each minute with the clock", () => {
    const tag = etag(sample)
    assert.match(tag, /^"[^"]{20,}"$/)
    assert.strictEqual(etag({ ...sample, now: "2026-01-02T12:03:59.999Z" }), tag)
    const others = [
      { ...sample, now: "2026-01-02T12:04:00.000Z" },
      { ...sample, requests: { ...sample.requests, total: 99 } },
      { ...sample, control: "locked" as const },
      empty
    ].map(etag)
    deepStrictEqual(new Set([tag, ...others]).size, 5)
  })
})

describe("the page's colours", () => {
  const [light = "", dark = ""] = Array.from(
    style.matchAll(/:root \{(.*?)\}/gs),
    ([, properties = ""]) => properties
  )
  const used = (pattern: RegExp) => [...new Set(Array.from(style.matchAll(pattern), ([, name = ""]) => name))]
  const inks = used(/[ ;]color: var\(--([\w-]+)\)/g).filter((name) => name !== "ground")
  const grounds = used(/background: var\(--([\w-]+)\)/g).filter((name) => name !== "ink")

  for (const [scheme, properties] of Object.entries({ light, dark })) {
    const valueOf = (name: string) =>
      colour(new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(properties)?.[1] ?? "")
    const pairs = (names: ReadonlyArray<string>) =>
      names.flatMap((name) =>
        grounds.map((ground) => ({ name, ground, ratio: contrast(valueOf(name), valueOf(ground)) }))
      )

    it(`are readable when it is ${scheme}: each ink on each ground`, () => {
      assert.includeMembers(inks, ["ink", "quiet", "link", "good", "warn", "bad"])
      assert.includeMembers(grounds, ["ground", "raised", "fresh"])
      deepStrictEqual(
        pairs(inks).filter(({ ratio }) => !(ratio >= 4.5)),
        []
      )
    })

    it(`tell the edges of fields and the focus when it is ${scheme}`, () => {
      deepStrictEqual(
        pairs(["edge", "link"]).filter(({ ratio }) => !(ratio >= 3)),
        []
      )
    })
  }

  it("are given for both schemes, and nowhere else", () => {
    const names = (properties: string) => Array.from(properties.matchAll(/--([\w-]+):/g), ([, name]) => name)
    deepStrictEqual(names(light), names(dark))
    assert.strictEqual(times(style, /#[0-9a-f]{3,8}\b(?=[;, ])/), 2 * names(light).length)
    assert.notMatch(style, /\b(?:rgb|hsl|color-mix|oklch)\(/)
  })
})

describe("a form of the page", () => {
  const read = (values: Record<string, string>) => readForm(new URLSearchParams(values))

  it("resets and disarms", () => {
    assertRight(read({ action: "reset" }), { _tag: "Reset" })
    assertRight(read({ action: "disarm", kind: "Delay" }), { _tag: "Disarm" })
  })

  it("arms a fault with what its kind needs, and nothing of what others do", () => {
    const form = {
      action: "arm",
      operation: " createUser ",
      times: "2",
      status: "503",
      duration: "2 seconds",
      path: "createUser.teams.0.name",
      message: "no luck"
    }
    const fault = (kind: string) =>
      Either.map(read({ ...form, kind }), (action) => Reflect.get(action, "fault"))
    const target = { operation: "createUser", times: 2 }
    assertRight(fault("DropAfter"), { _tag: "DropAfter", ...target })
    assertRight(fault("Respond"), { _tag: "Respond", ...target, status: 503 })
    assertRight(fault("SlowBody"), { _tag: "SlowBody", ...target, duration: "2 seconds" })
    assertRight(fault("GraphQLErrors"), {
      _tag: "GraphQLErrors",
      ...target,
      errors: [{ message: "no luck" }]
    })
    assertRight(fault("PartialData"), {
      _tag: "PartialData",
      ...target,
      path: ["createUser", "teams", 0, "name"],
      message: "no luck"
    })
  })

  it("leaves out what is blank, and takes digits for milliseconds", () => {
    assertRight(read({ action: "arm", kind: "Delay", operation: " ", times: "", duration: "1500" }), {
      _tag: "Arm",
      fault: { _tag: "Delay", duration: 1500 }
    })
  })

  for (const tag of tags) {
    it(`arms a fault that is one: ${tag}`, () => {
      const needs = { status: "503", duration: "2 seconds", path: "createUser.user", message: "no luck" }
      const given = Object.fromEntries(kinds[tag].needs.map((need) => [need, needs[need]]))
      const action = Either.getOrThrow(
        read({ action: "arm", kind: tag, operation: "createUser", times: "1", ...given })
      )
      assert(action._tag === "Arm")
      const fault = Schema.decodeUnknownSync(Fault.Fault, { onExcessProperty: "error" })(action.fault)
      assert.strictEqual(fault._tag, tag)
      assert.strictEqual(fault.operation, "createUser")
    })
  }

  it("says what is wrong with it", () => {
    const arm = { action: "arm", kind: "Respond", times: "1", status: "503" }
    assertLeft(read({}), "“” is no action: it is reset, arm or disarm.")
    assertLeft(read({ action: "arm", kind: "toString" }), "“toString” is no kind of fault.")
    for (const times of ["0", "-1", "1.5", "many", "9".repeat(20)]) {
      assertLeft(
        read({ ...arm, times }),
        `“${times}” is no number of times: it is a whole number from 1 up, or nothing for once.`
      )
    }
    for (const status of ["", "199", "600", "2e2"]) {
      assertLeft(read({ ...arm, status }), `“${status}” is no status: it is a whole number from 200 to 599.`)
    }
    for (const duration of ["", "soon", "-1"]) {
      assertLeft(
        read({ ...arm, kind: "Delay", duration }),
        `“${duration}” is no duration: it is like “2 seconds”, or a number of milliseconds.`
      )
    }
    assertLeft(read({ ...arm, kind: "GraphQLErrors", message: " " }), "An error needs a message.")
    assertLeft(
      read({ ...arm, kind: "PartialData", path: "createUser..user", message: "no luck" }),
      "“createUser..user” is no path: it is names of fields with dots between them, like “createUser.user”."
    )
  })
})
