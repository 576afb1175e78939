import { assert, describe } from "@effect/vitest"
import { deepStrictEqual } from "@effect/vitest/utils"
import { Context, Effect, Either, Layer, type Scope } from "effect"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import * as Chromium from "./chromium.js"
import { colour, contrast } from "./pageContrast.js"
import { serve, type Served } from "./pageServer.js"
import { sharing } from "./sharing.js"

const executable = await Effect.runPromise(Effect.either(Chromium.locate))
const reason = Either.match(executable, {
  onLeft: ({ reason }) => ` (skipped: ${reason})`,
  onRight: () => ""
})

class Chrome extends Context.Tag("Chrome")<Chrome, Browser>() {
  static readonly layer = Layer.scoped(
    this,
    Effect.flatMap(executable, (path) => Chromium.launch(path))
  )
}

const $ = Effect.promise

interface Visit {
  readonly page: Page
  readonly served: Served
  /** What the browser asked for: `document` where it loaded the page, `fetch` where the page looked after itself. */
  readonly asked: ReadonlyArray<string>
}

/**
 * Opens the page of an emulator of its own. Whatever was done there, nothing was asked of anybody else, and the browser
 * had nothing to complain of but what is `expected`.
 */
const visiting = <E>(
  options: BrowserContextOptions,
  use: (visit: Visit) => Effect.Effect<void, E, Scope.Scope>,
  expected = /^$/
) =>
  Effect.gen(function* () {
    const served = yield* serve
    const browser = yield* Chrome
    const context = yield* Effect.acquireRelease(
      $(() => browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })),
      (context) => $(() => context.close())
    )
    context.setDefaultTimeout(10_000)
    const page = yield* $(() => context.newPage())
    const complaints: Array<string> = []
    const asked: Array<string> = []
    const elsewhere: Array<string> = []
    page.on("console", (message) => complaints.push(message.text()))
    page.on("pageerror", (error) => complaints.push(String(error)))
    page.on("request", (request) => {
      asked.push(request.resourceType())
      if (!request.url().startsWith(served.url)) elsewhere.push(request.url())
    })
    yield* $(() => page.goto(served.link))
    assert.strictEqual(page.url(), served.url)
    yield* use({ page, served, asked })
    deepStrictEqual(elsewhere, [])
    deepStrictEqual(
      complaints.filter((complaint) => !expected.test(complaint)),
      []
    )
    assert.strictEqual(yield* $(() => page.title()), "W&B emulator")
  })

/** The text of what a selector finds, all spaces alike. */
const textOf = (page: Page, selector: string) =>
  $(async () => (await page.locator(selector).innerText()).replaceAll(/\s+/g, " ").trim())

/** Waits until a selector finds something. */
const see = (page: Page, selector: string) => $(() => page.locator(selector).first().waitFor())

/** Presses Tab until an element has the focus. Wherever the focus was on the way, it could be seen. */
const tabTo = (page: Page, selector: string) =>
  $(async () => {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press("Tab")
      const [outline, isThere] = await page
        .locator(":focus")
        .evaluate(
          (element, selector) => [getComputedStyle(element).outlineStyle, element.matches(selector)] as const,
          selector
        )
      assert.notStrictEqual(outline, "none")
      if (isThere) return
    }
    assert.fail(`${selector} is not reached by Tab`)
  })

/** All texts that can be seen, each with its colour and the colour behind it. */
const texts = (page: Page) =>
  $(() =>
    page.evaluate(() => {
      const found: Array<{ text: string; ink: string; ground: string }> = []
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) {
        const text = walker.currentNode.textContent?.trim() ?? ""
        const element = walker.currentNode.parentElement
        if (text === "" || element === null || !element.checkVisibility()) continue
        let behind: Element | null = element
        while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)")
          behind = behind.parentElement
        const ground = getComputedStyle(behind ?? element).backgroundColor
        found.push({ text, ink: getComputedStyle(element).color, ground })
      }
      return found
    })
  )

describe.skipIf(Either.isLeft(executable))(`the page in Chromium${reason}`, { concurrent: true }, () => {
  const it = sharing(Chrome.layer)

  it.scoped("shows a user who is created, without being loaded anew", () =>
    visiting({}, ({ page, served, asked }) =>
      Effect.gen(function* () {
        assert.match(yield* textOf(page, "#counts"), /^4 users 3 API keys/)
        yield* $(() => page.locator("#keys td:text-is('laptop')").selectText())
        yield* served.createUser("mary")
        yield* see(page, "#users tr:has-text('mary@example.com')")
        yield* see(page, "#news:text-is('1 new request')")
        assert.match(yield* textOf(page, "#counts"), /^5 users 3 API keys .* 5 requests$/)
        assert.match(
          yield* textOf(page, "#journal tbody tr >> nth=0"),
          /^12:03:05\.000 CreateUser .*mary@example\.com.* admin 200 .*ms$/
        )
        yield* served.deleteApiKey
        yield* see(page, "#keys tbody tr:first-child:has-text('laptop')")
        assert.strictEqual(yield* $(() => page.evaluate(() => String(getSelection()))), "laptop")
        deepStrictEqual(new Set(asked.slice(asked.lastIndexOf("document") + 1)), new Set(["fetch"]))
      })
    )
  )

  it.scoped("follows the deletion of a key, and leaves alone what is read and written meanwhile", () =>
    visiting({ viewport: { width: 800, height: 500 } }, ({ page, served }) =>
      Effect.gen(function* () {
        yield* $(() => page.locator("#journal summary").first().click())
        yield* $(() => page.locator("#arm-operation").pressSequentially("dele"))
        const place = yield* $(() => page.locator("#arm-operation").boundingBox())
        const name = yield* served.deleteApiKey
        yield* see(page, "#journal tbody tr:first-child:has-text('DeleteApiKey')")
        assert.match(yield* textOf(page, "#counts"), /^4 users 2 API keys /)
        assert.notInclude(yield* textOf(page, "#keys"), name)
        yield* $(() => page.keyboard.type("teApiKey"))
        assert.strictEqual(yield* $(() => page.inputValue("#arm-operation")), "deleteApiKey")
        assert.match(yield* textOf(page, "#journal [open] pre"), /^\{ "userName": "ada", "because"/)
        // A row has gone above it, and scrolling knows no parts of pixels.
        const now = yield* $(() => page.locator("#arm-operation").boundingBox())
        assert.approximately(now?.y ?? NaN, place?.y ?? NaN, 1)
      })
    )
  )

  it.scoped("arms a fault and resets the world by the keyboard alone", () =>
    visiting({}, ({ page }) =>
      Effect.gen(function* () {
        yield* tabTo(page, "#arm-kind")
        yield* $(() => page.keyboard.type("DelayA"))
        yield* tabTo(page, "#arm-operation")
        yield* $(() => page.keyboard.type("createTeam"))
        yield* tabTo(page, "#arm-duration")
        yield* $(() => page.keyboard.type("1500 millis"))
        yield* $(() => page.keyboard.press("Enter"))
        yield* see(page, ".notice:text-is('The fault is armed.')")
        assert.strictEqual(
          yield* textOf(page, "#faults tbody tr:last-child"),
          "DelayAfter duration 1s 500ms createTeam met 0, 1 left"
        )

        yield* tabTo(page, "#reset summary")
        yield* $(() => page.keyboard.press("Enter"))
        yield* tabTo(page, "#reset button")
        yield* $(() => page.keyboard.press("Enter"))
        yield* see(page, ".notice:text-is('The world was reset.')")
        yield* see(page, "#faults-empty")
      })
    )
  )

  it.scoped("asks for what a kind of fault needs, and for nothing else", () =>
    visiting({}, ({ page, served }) =>
      Effect.gen(function* () {
        // What is wrong in a field that has gone does not keep the form from being sent.
        yield* $(() => page.fill("#arm-status", "9999"))
        yield* $(() => page.selectOption("#arm-kind", "GraphQLErrors"))
        const labels = yield* $(() => page.locator("#arm label:visible").allInnerTexts())
        deepStrictEqual(labels, ["Kind", "Operation", "Times", "Message"])
        yield* served.createUser("mary")
        yield* see(page, "#users tr:has-text('mary')")
        yield* $(() => page.locator("#arm button").click())
        yield* see(page, "#faults tr:has-text('internal error')")
        yield* $(() => page.getByRole("button", { name: "Disarm all" }).click())
        yield* see(page, "#faults-empty")
      })
    )
  )

  for (const colorScheme of ["light", "dark"] as const) {
    it.scoped(`is readable when it is ${colorScheme}, and fits narrow and wide screens`, () =>
      visiting({ colorScheme, viewport: { width: 360, height: 640 } }, ({ page, served }) =>
        Effect.gen(function* () {
          yield* served.createUser("a".repeat(39))
          yield* see(page, "#users tr:nth-child(5)")
          yield* $(() => page.locator("#reset summary").click())
          const shown = (yield* texts(page)).map(({ text, ink, ground }) => ({
            text,
            brightness: colour(ground)[0],
            ratio: contrast(colour(ink), colour(ground))
          }))
          assert.isAbove(shown.length, 100)
          deepStrictEqual(
            shown.filter(({ ratio }) => !(ratio >= 4.5)),
            []
          )
          const [title] = shown
          assert.strictEqual(colorScheme === "dark", (title?.brightness ?? NaN) < 128)
          for (const width of [360, 1100]) {
            yield* $(() => page.setViewportSize({ width, height: 640 }))
            assert.strictEqual(
              yield* $(() => page.evaluate(() => document.documentElement.scrollWidth)),
              width
            )
          }
        })
      )
    )
  }

  it.scoped("says that the emulator does not answer, and goes on when it does", () =>
    visiting(
      {},
      ({ page, served }) =>
        Effect.gen(function* () {
          yield* see(page, "#life:text-is('live')")
          yield* $(() => page.context().setOffline(true))
          yield* see(page, "#life:text-is('the emulator does not answer')")
          yield* served.createUser("mary")
          yield* $(() => page.context().setOffline(false))
          yield* see(page, "#users tr:has-text('mary')")
          yield* see(page, "#life:text-is('live')")
        }),
      /ERR_INTERNET_DISCONNECTED/
    )
  )

  it.scoped("asks for nothing while nobody looks at it", () =>
    visiting({}, ({ page, served, asked }) =>
      Effect.gen(function* () {
        const look = (hidden: boolean) =>
          $(() =>
            page.evaluate((hidden) => {
              Object.defineProperty(document, "hidden", { value: hidden, configurable: true })
              document.dispatchEvent(new Event("visibilitychange"))
            }, hidden)
          )
        yield* $(() => page.clock.install())
        yield* $(() => page.reload())
        yield* see(page, "#life:text-is('live')")
        yield* look(true)
        yield* served.createUser("mary")
        yield* $(() => page.clock.runFor(60_000))
        const before = asked.length
        yield* $(() => page.clock.runFor(60_000))
        assert.strictEqual(asked.length, before)
        yield* look(false)
        yield* see(page, "#users tr:has-text('mary')")
      })
    )
  )

  it.scoped("does without JavaScript", () =>
    visiting({ javaScriptEnabled: false }, ({ page, served }) =>
      Effect.gen(function* () {
        assert.match(yield* textOf(page, ".state >> nth=0"), /^as of 2026-01-02 12:03:05 UTC$/)
        yield* served.createUser("mary")
        yield* $(() => page.getByRole("link", { name: "reload it" }).click())
        yield* see(page, "#users tr:has-text('mary')")
        yield* $(() => page.locator("#arm-kind").selectOption("DropBefore"))
        assert.isFalse(yield* $(() => page.locator("#arm-status").isVisible()))
        yield* $(() => page.locator("#arm button").click())
        yield* see(page, "#faults tr:has-text('DropBefore')")
        yield* $(() => page.locator("#reset summary").click())
        yield* $(() => page.getByRole("button", { name: "Reset the world" }).click())
        yield* see(page, ".notice:text-is('The world was reset.')")
      })
    )
  )
})
