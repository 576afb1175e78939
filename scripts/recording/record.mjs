// Draws the terminal sessions of the documents by running them: `npm run record` leaves them in docs/images.
import { spawn, spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { scenes } from "./scenes.mjs"
import { pictureOf, screenOf, textOf } from "./terminal.mjs"

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const images = join(root, "docs", "images")
const scratch = mkdtempSync(join(tmpdir(), "recording-"))
const [columns, rows] = [100, 60]

const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] })
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}`)
}

/** Puts the command on a path of its own, under the name by which it is typed. */
const install = () => {
  run(process.execPath, [join(root, "scripts", "bundle-cli.mjs"), join(scratch, "command")])
  const bin = join(scratch, "bin")
  mkdirSync(bin)
  const program = join(scratch, "command", "effect-wandb.mjs")
  writeFileSync(join(bin, "effect-wandb"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755
  })
  return { bin, program }
}

/** Waits until something that is written fits. */
const written = async (said, pattern) => {
  for (let tries = 0; tries < 400; tries++) {
    const match = pattern.exec(said())
    if (match !== null) return match
    await wait(25)
  }
  throw new Error(`nothing that fits ${pattern} was written: ${said()}`)
}

const withServer = async (program, seed, use) => {
  const file = join(scratch, "seed.yaml")
  writeFileSync(file, seed)
  const args = [program, "emulator", "--port", "0", "--seed", file, "--random-seed", "recording"]
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] })
  let output = ""
  server.stdout.on("data", (chunk) => (output += chunk))
  try {
    const [, url] = await written(() => output, /listening on (\S+)/)
    const [, key] = await written(() => output, /admin key: (\S+)/)
    return await use({ WANDB_BASE_URL: url, WANDB_API_KEY: key })
  } finally {
    server.kill()
  }
}

/** What a line leaves on a terminal, with the answers to its questions. */
const typed = async (line, answers, { cwd, env }) => {
  const child = spawn("script", ["-qefc", `stty cols ${columns} rows ${rows}; ${line}`, "/dev/null"], {
    cwd,
    env: { ...env, SHELL: "/bin/bash", TERM: "xterm-256color" },
    stdio: ["pipe", "pipe", "inherit"]
  })
  let output = ""
  child.stdout.on("data", (chunk) => (output += chunk))
  const ended = new Promise((resolve) => child.on("close", resolve))
  for (const answer of answers) {
    await written(() => output, /\?/)
    // A question is asked before its answer is read.
    await wait(300)
    child.stdin.write(answer)
  }
  await ended
  return output
}

const recorded = async ({ bin, program }, { files = [], lines, seed, title }) => {
  const cwd = mkdtempSync(join(scratch, "home-"))
  for (const file of files) copyFileSync(join(root, file), join(cwd, basename(file)))
  return withServer(program, seed, async (credentials) => {
    const env = { ...credentials, PATH: `${bin}:/usr/bin:/bin`, HOME: cwd }
    let all = ""
    for (const { answers = [], type } of lines) {
      const line = typeof type === "function" ? type(all) : type
      all += `\u001b[32m$\u001b[39m \u001b[1m${line}\u001b[22m\r\n${await typed(line, answers, { cwd, env })}\r\n`
    }
    const screen = screenOf(all.trimEnd(), columns)
    if (all.includes(credentials.WANDB_API_KEY)) throw new Error("a key is in the picture")
    return { picture: pictureOf(screen, { title }), text: textOf(screen) }
  })
}

try {
  const command = install()
  mkdirSync(images, { recursive: true })
  for (const scene of scenes) {
    const { picture, text } = await recorded(command, scene)
    writeFileSync(join(images, scene.file), picture)
    console.log(`${text}\n`)
  }
} finally {
  rmSync(scratch, { recursive: true })
}
