// SHA-256 (FIPS 180-4) in plain arithmetic, because a plan is made by a pure function and WebCrypto answers later.

/** The first 32 bits of the fractional parts of roots of primes, which the algorithm begins with. */
const fractionOf = (root: number): number => Math.floor((root % 1) * 2 ** 32) | 0

const isPrime = (candidate: number): boolean => {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) {
    if (candidate % divisor === 0) return false
  }
  return true
}

const primes: ReadonlyArray<number> = Array.from({ length: 312 }, (_, index) => index)
  .slice(2)
  .filter(isPrime)

const initial = Int32Array.from(primes.slice(0, 8), (prime) => fractionOf(Math.sqrt(prime)))
const rounds = Int32Array.from(primes.slice(0, 64), (prime) => fractionOf(Math.cbrt(prime)))

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** The message with a one, zeros and its length in bits behind it, in blocks of 64 bytes. */
const padded = (message: Uint8Array): DataView => {
  const size = Math.ceil((message.length + 9) / 64) * 64
  const bytes = new Uint8Array(size)
  bytes.set(message)
  bytes[message.length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setUint32(size - 8, Math.floor(message.length / 2 ** 29))
  view.setUint32(size - 4, (message.length * 8) >>> 0)
  return view
}

const at = (words: Int32Array, index: number): number => words[index] ?? 0

const extend = (words: Int32Array, view: DataView, block: number): void => {
  for (let index = 0; index < 16; index++) words[index] = view.getInt32(block + index * 4)
  for (let index = 16; index < 64; index++) {
    const early = at(words, index - 15)
    const late = at(words, index - 2)
    const small = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3)
    const large = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10)
    words[index] = (at(words, index - 16) + small + at(words, index - 7) + large) | 0
  }
}

const compress = (state: Int32Array, words: Int32Array): void => {
  let a = at(state, 0)
  let b = at(state, 1)
  let c = at(state, 2)
  let d = at(state, 3)
  let e = at(state, 4)
  let f = at(state, 5)
  let g = at(state, 6)
  let h = at(state, 7)
  for (let index = 0; index < 64; index++) {
    const sum = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    const choice = (e & f) ^ (~e & g)
    const first = (h + sum + choice + at(rounds, index) + at(words, index)) | 0
    const other = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + other + majority) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (at(state, index) + word) | 0
}

/** The SHA-256 of a text in UTF-8, in hexadecimal. */
export const sha256 = (text: string): string => {
  const view = padded(new TextEncoder().encode(text))
  const state = initial.slice()
  const words = new Int32Array(64)
  for (let block = 0; block < view.byteLength; block += 64) {
    extend(words, view, block)
    compress(state, words)
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("")
}
