import { readFileSync } from "node:fs"
import { join } from "node:path"
import { deepStrictEqual } from "@effect/vitest/utils"
import { chromium } from "playwright-core"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { serve } from "../serve.mjs"
import { dist, pages, problemWith, site } from "./built.mjs"
import { locate } from "./chromium.mjs"

const modules = JSON.parse(readFileSync(join(site, ".reference.json"), "utf8"))

const signatureOf = (moduleName, entryName) =>
  modules
    .find(({ name }) => name === moduleName)
    .entries.find(({ name }) => name === entryName)
    .signature.split("\n")

/** Whether a type is `any`, apart from comments and strings. */
const isOpen = ({ signature }) => /\bany\b/.test(signature.replace(/\/\*\*[\s\S]*?\*\/|"[^"]*"/g, ""))

describe("the signatures in the reference", () => {
  it("show the fields of a class that is declared elsewhere", () =>
    deepStrictEqual(signatureOf("WandbError", "PermissionDenied").slice(0, 4), [
      "export class PermissionDenied extends Schema.TaggedError<PermissionDenied>(",
      '  "@effect-wandb/core/PermissionDenied"',
      ')("PermissionDenied", {',
      "  operation: Schema.String,"
    ]))

  it("show a function under the name that it is exported by", () =>
    deepStrictEqual(signatureOf("ApiKeys", "delete"), [
      "export declare const delete: (",
      "  owner: User,",
      "  key: string | ApiKey",
      ") => Effect.Effect<void, ApiKeys.DeleteError, ApiKeys>"
    ]))

  it("show a schema together with its type, inferred where the source does not say it", () =>
    deepStrictEqual(signatureOf("ApiKey", "ApiKeyId"), [
      "export declare const ApiKeyId: Schema.brand<",
      "  typeof Schema.NonEmptyString,",
      '  "@effect-wandb/core/ApiKeyId"',
      ">",
      "",
      "export type ApiKeyId = typeof ApiKeyId.Type"
    ]))

  it("show the types of a service's namespace", () =>
    deepStrictEqual(signatureOf("ApiKeys", "ApiKeys.GenerateError"), [
      "export type GenerateError = NotAuthenticatedAs | MutationError"
    ]))

  it("leave no type open", () => {
    const open = modules.flatMap(({ entries }) => entries.filter(isOpen).map(({ name }) => name))
    deepStrictEqual(open, [])
  })
})

describe("the built site", () => {
  it("leads nowhere that is not there", () => {
    const problems = [...pages].flatMap(([page, { targets }]) =>
      targets.flatMap((target) => problemWith(page, target) ?? [])
    )
    assert.strictEqual([...new Set(problems)].join("\n"), "")
  })

  it("has an entry for every export", () => {
    const missing = modules.flatMap((module) => {
      const { anchors } = pages.get(`/reference/${module.package}/${module.name}.html`)
      return module.entries.map(({ name }) => name.replace(".", "-")).filter((anchor) => !anchors.has(anchor))
    })
    assert.isAtLeast(modules.length, 40)
    assert.strictEqual(missing.join("\n"), "")
  })

  it("finds fault with a page and with an anchor that are not there", () => {
    assert.strictEqual(
      problemWith("/guide/start.html", "nowhere.html"),
      "/guide/start.html: nowhere.html is not there"
    )
    assert.strictEqual(
      problemWith("/guide/start.html", "/guide/users.html#nowhere"),
      "/guide/start.html: /guide/users.html#nowhere has no such anchor"
    )
  })
})

const executablePath = locate()

const reason = executablePath === undefined ? " (skipped: no Chromium runs)" : ""

/** From 0, which is black, to 255. */
const brightness = (page) =>
  page.evaluate(() => {
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number)
    return (red + green + blue) / 3
  })

describe.skipIf(executablePath === undefined)(`in a browser${reason}`, () => {
  let browser
  let served

  beforeAll(async () => {
    served = await serve(dist, 0)
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
  })
  afterAll(async () => {
    await browser?.close()
    served?.close()
  })

  /** Opens a page; what the browser complains of, and what it asks of anybody else, is written down. */
  const visit = async (path, options) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    const complaints = []
    page.on("console", (message) => complaints.push(message.text()))
    page.on("pageerror", (error) => complaints.push(String(error)))
    page.on("request", (request) => {
      const url = request.url()
      if (!url.startsWith(served.url) && !url.startsWith("data:")) complaints.push(`asked for ${url}`)
    })
    await page.goto(new URL(path, served.url).href, { waitUntil: "networkidle" })
    return { page, complaints, close: () => context.close() }
  }

  it.each(["light", "dark"])("a search for an error leads to its entry, on %s", async (colorScheme) => {
    const { close, complaints, page } = await visit("/", { colorScheme })
    await page.getByRole("button", { name: "Search" }).click()
    await page.getByRole("searchbox").fill("ApiKeyNotFound")
    await page.locator(".result").first().click()
    await page.waitForURL("**/reference/core/WandbError.html#ApiKeyNotFound")

    const entry = page.getByRole("heading", { name: "ApiKeyNotFound" })
    await entry.waitFor()
    await page.waitForFunction(() => {
      const { bottom, top } = document.getElementById("ApiKeyNotFound").getBoundingClientRect()
      return top >= 0 && bottom <= innerHeight
    })
    assert.strictEqual((await brightness(page)) < 128, colorScheme === "dark")
    deepStrictEqual(complaints, [])
    await close()
  })

  it("guides, reference and pictures are shown without asking anybody else", async () => {
    for (const path of [
      "/overview.html",
      "/guide/roster.html",
      "/guide/architecture.html",
      "/reference/core/Users.html"
    ]) {
      const { close, complaints, page } = await visit(path)
      const broken = await page.evaluate(() =>
        [...document.images]
          .filter((image) => !image.complete || image.naturalWidth === 0)
          .map(({ src }) => src)
      )
      deepStrictEqual([...broken, ...complaints], [])
      await close()
    }
  })
})
