/**
 * Keeps the page up to date. It changes what differs and nothing else, so that focus, scroll, selection, opened details
 * and what was typed stay. Without it the page is what it was when it was loaded.
 */
export const script = /* js */ `
(() => {
  "use strict"
  const byId = (id) => document.getElementById(id)
  const life = byId("life"), news = byId("news")

  const sameKind = (one, other) => one.nodeName === other.nodeName && !one.id

  const update = (live, next) => {
    if (live.isEqualNode(next)) return
    if (live.nodeType !== Node.ELEMENT_NODE) return void (live.data = next.data)
    for (const { name } of [...live.attributes]) {
      if (name !== "open" && !next.hasAttribute(name)) live.removeAttribute(name)
    }
    for (const { name, value } of next.attributes) {
      if (live.getAttribute(name) !== value) live.setAttribute(name, value)
    }
    const ids = new Set(Array.from(next.children, ({ id }) => id))
    const kept = new Map()
    for (const child of [...live.children]) {
      if (!child.id) continue
      if (ids.has(child.id)) kept.set(child.id, child)
      else child.remove()
    }
    let at = live.firstChild
    const dropAt = () => {
      const gone = at
      at = at.nextSibling
      gone.remove()
    }
    for (const child of [...next.childNodes]) {
      const match = child.id ? kept.get(child.id) : at && sameKind(at, child) ? at : undefined
      if (match === undefined) {
        if (child.nodeName === "TR") child.className = "fresh"
        live.insertBefore(child, at)
        continue
      }
      // To move an element is to lose the selection in it: what stands before it goes instead.
      while (at && at !== match && !at.id) dropAt()
      if (match === at) at = at.nextSibling
      else live.insertBefore(match, at)
      update(match, child)
    }
    while (at) dropAt()
  }

  // The emulator's time goes on between the changes.
  let time, since
  const setClock = () => {
    time = Date.parse(byId("now").dateTime)
    since = performance.now()
  }
  const tick = () => {
    const iso = new Date(time + performance.now() - since).toISOString()
    byId("now").textContent = iso.slice(0, 10) + " " + iso.slice(11, 19)
  }

  let untold = 0, toldAt = -Infinity
  const tell = (added) => {
    untold += Math.max(0, added)
    if (untold === 0 || performance.now() - toldAt < 5000) return
    news.textContent = untold === 1 ? "1 new request" : untold + " new requests"
    untold = 0
    toldAt = performance.now()
  }

  const say = (state, text) => {
    if (life.dataset.state === state) return
    life.dataset.state = state
    life.textContent = text
  }

  // A field that its kind does not need is not there, and must not keep the form from being sent.
  const adapt = () => {
    const kind = byId("arm-kind")
    if (!kind) return
    const needs = kind.selectedOptions[0].dataset.needs.split(" ")
    for (const field of document.querySelectorAll("[data-need]")) {
      field.querySelector("input").disabled = !needs.includes(field.dataset.need)
    }
  }

  const newest = () => Number(byId("world").dataset.newest)
  const show = (text) => {
    const next = new DOMParser().parseFromString(text, "text/html")
    if (!next.getElementById("world")) throw new Error("this is another page")
    const before = newest()
    // What is being used stays where it is, whatever comes and goes above it.
    const used = document.activeElement
    const top = used.getBoundingClientRect().top
    for (const live of document.querySelectorAll("[data-live]")) update(live, next.getElementById(live.id))
    if (used !== document.body && used.isConnected) scrollBy(0, used.getBoundingClientRect().top - top)
    setClock()
    adapt()
    tell(newest() - before)
  }

  let etag = "", timer, asking = false, leaving = false
  const ask = async () => {
    clearTimeout(timer)
    if (asking || leaving || document.hidden) return
    asking = true
    try {
      const response = await fetch(location.pathname, {
        headers: etag ? { "if-none-match": etag } : {},
        cache: "no-store",
        signal: AbortSignal.timeout(5000)
      })
      if (response.status === 200) {
        show(await response.text())
        etag = response.headers.get("etag") ?? ""
      } else if (response.status !== 304) {
        throw new Error("status " + response.status)
      }
      tick()
      tell(0)
      say("live", "live")
    } catch {
      say("gone", "the emulator does not answer")
    }
    asking = false
    timer = setTimeout(ask, 1000)
  }

  addEventListener("change", adapt)
  addEventListener("submit", () => { leaving = true })
  addEventListener("pageshow", () => { leaving = false; adapt(); ask() })
  document.addEventListener("visibilitychange", ask)
  setClock()
})()
`
