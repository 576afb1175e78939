// Runs programs, each in a group of its own that ends with it.
import { spawn } from "node:child_process"

/** Something did not go as it has to; the message is all that is told of it. */
export class Failed extends Error {}

/** What a program may know of where it runs: nothing of a Node, an npm or a W&B that is configured here. */
const plain = (env) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  TMPDIR: process.env.TMPDIR,
  ...env
})

const lastOf = (text, lines) => text.trim().split("\n").slice(-lines).join("\n")

const end = (child) => {
  try {
    process.kill(-child.pid, "SIGKILL")
  } catch {
    // It has ended already.
  }
}

/** Starts a program that serves until it is stopped: `{ child, output(), stop() }`. */
export const start = (program, args, { cwd, env = {}, stdio = ["ignore", "pipe", "pipe"] } = {}) => {
  const child = spawn(program, args, { cwd, env: plain(env), stdio, detached: true })
  let output = ""
  for (const stream of child.stdio.slice(1)) stream?.on("data", (chunk) => (output += chunk))
  const ended = new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: null, problem: error.message }))
    child.on("close", (code) => resolve({ code, problem: `it ended with code ${code}` }))
  })
  return { child, ended, output: () => output, stop: () => end(child) }
}

/** Waits for what a program says when it is ready. */
export const said = async (started, pattern, seconds) => {
  const until = Date.now() + seconds * 1000
  let problem = `it said nothing of it within ${seconds} s`
  void started.ended.then((ended) => (problem = ended.problem))
  while (Date.now() < until) {
    const found = pattern.exec(started.output())
    if (found !== null) return found
    if (started.child.exitCode !== null || started.child.pid === undefined) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  started.stop()
  throw new Failed(`${started.child.spawnargs[0]} is not ready: ${problem}\n${lastOf(started.output(), 12)}`)
}

/** Runs a program to its end and gives what it printed; fails with what it said when it fails or takes too long. */
export const run = async (program, args, { seconds = 60, inherits = false, ...options } = {}) => {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: inherits ? { ...process.env, ...options.env } : plain(options.env),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true
  })
  let out = ""
  let err = ""
  child.stdout.on("data", (chunk) => (out += chunk))
  child.stderr.on("data", (chunk) => (err += chunk))
  let late = false
  const timer = setTimeout(() => {
    late = true
    end(child)
  }, seconds * 1000)
  const code = await new Promise((resolve) => {
    child.on("error", (error) => {
      err += error.message
      resolve(null)
    })
    child.on("close", resolve)
  })
  clearTimeout(timer)
  if (code === 0) return out
  const command = [program, ...args].join(" ").slice(0, 160)
  throw new Failed(
    `${command} ${late ? `took longer than ${seconds} s` : `ended with code ${code}`}\n${lastOf(`${out}${err}`, 25)}`
  )
}
