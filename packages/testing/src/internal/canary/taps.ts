// Output that no service stands before is listened to where it leaves. All canaries share one tap on each function, so
// that the order in which they end does not matter; the last to leave puts back what was there.

/** Who hears the arguments of each call. */
export interface Listener {
  readonly hear: (args: ReadonlyArray<unknown>) => void
  /** Whether what is heard goes no further. */
  readonly swallows: boolean
}

interface Tap {
  readonly listeners: Set<Listener>
  readonly tapped: unknown
  readonly putBack: () => void
}

const taps = new WeakMap<object, Map<string, Tap>>()

const install = (target: object, name: string): Tap => {
  const before = Object.getOwnPropertyDescriptor(target, name)
  const original: unknown = Reflect.get(target, name)
  const listeners = new Set<Listener>()
  const tapped = function (this: unknown, ...args: ReadonlyArray<unknown>): unknown {
    const present = [...listeners]
    for (const { hear } of present) hear(args)
    if (present.some(({ swallows }) => swallows)) {
      const done = args.find((arg) => typeof arg === "function")
      if (typeof done === "function") Reflect.apply(done, undefined, [])
      return true
    }
    return typeof original === "function" ? Reflect.apply(original, this, args) : undefined
  }
  Object.defineProperty(target, name, { value: tapped, configurable: true, enumerable: true, writable: true })
  return {
    listeners,
    tapped,
    putBack: () => {
      if (before === undefined) Reflect.deleteProperty(target, name)
      else Object.defineProperty(target, name, before)
    }
  }
}

/** Lets a listener hear all calls of a function from now on; what it gives ends that. */
export const listen = (target: object, name: string, listener: Listener): (() => void) => {
  const named = taps.get(target) ?? new Map<string, Tap>()
  taps.set(target, named)
  const isInPlace = ({ tapped }: Tap): boolean => Reflect.get(target, name) === tapped
  const present = named.get(name)
  const tap = present !== undefined && isInPlace(present) ? present : install(target, name)
  named.set(name, tap)
  tap.listeners.add(listener)
  return () => {
    tap.listeners.delete(listener)
    // Somebody else may have wrapped it since: then it stays, and passes on.
    if (tap.listeners.size > 0 || !isInPlace(tap)) return
    tap.putBack()
    if (named.get(name) === tap) named.delete(name)
  }
}
