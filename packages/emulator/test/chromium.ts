import { Data, Effect } from "effect"
import { chromium } from "playwright-core"
import { spawn } from "node:child_process"
import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"

/** There is no Chromium that runs, and none could be installed. */
export class NoChromium extends Data.TaggedError("NoChromium")<{ readonly reason: string }> {}

/** Starts a browser until the scope closes. */
export const launch = (executablePath: string) =>
  Effect.acquireRelease(
    Effect.promise(() => chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })),
    (browser) => Effect.promise(() => browser.close())
  )

/**
 * The path of a Chromium that runs: of `CHROMIUM_PATH` and no other where that is set, else on the `PATH`, where
 * Debian's is installed if it can be without a password. That takes two minutes and a half at most.
 */
export const locate: Effect.Effect<string, NoChromium> = Effect.suspend(() => {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH)
    return Effect.mapError(running(CHROMIUM_PATH), () => without("CHROMIUM_PATH does not run"))
  return Effect.catchAll(onPath, () => Effect.zipRight(install, onPath))
})

const names = ["chromium", "chromium-browser", "google-chrome"]

const without = (why: string) => new NoChromium({ reason: `no Chromium: ${why}` })

const onPath = Effect.suspend(() =>
  Effect.firstSuccessOf([
    Effect.fail(without(`none of ${names.join(", ")} on the PATH runs`)),
    ...names.flatMap(which).map(running)
  ])
)

const which = (name: string): ReadonlyArray<string> =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .filter(isExecutable)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** What bears the name may be a note on how to get a browser: it has to tell its version. */
const running = (path: string): Effect.Effect<string, NoChromium> =>
  run(path, "--version").pipe(
    Effect.filterOrFail(({ code, output }) => code === 0 && /^(?:Chromium|Google Chrome) \d/m.test(output)),
    Effect.timeout("20 seconds"),
    Effect.mapBoth({ onFailure: () => without(`${path} does not run`), onSuccess: () => path })
  )

/** Lists may be so old that they name files which are there no longer. What apt says is kept to the last line. */
const script = `
  get() {
    env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -y -o DPkg::Lock::Timeout=60 -o Dpkg::Use-Pty=0 \
      install --no-install-recommends "$@" chromium
  }
  log=$(mktemp) || exit
  { { get --download-only || { apt-get -q update && get --download-only; }; } && get; } >"$log" 2>&1
  code=$?
  tail -n 1 "$log"
  rm "$log"
  exit $code`

const install: Effect.Effect<void, NoChromium> = Effect.gen(function* () {
  if (process.platform !== "linux" || which("apt-get").length === 0) {
    return yield* without("it is not on the PATH, and there is no apt-get to install it with")
  }
  process.stderr.write("Chromium is not on the PATH: installing Debian's, which takes a minute\n")
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "--non-interactive"]
  const { code, output } = yield* run("env", ...sudo, "sh", "-c", script).pipe(
    // What was begun goes on: an installation must not be broken off.
    Effect.disconnect,
    Effect.timeoutFail({
      duration: "150 seconds",
      onTimeout: () => without("to install Debian's took too long")
    })
  )
  if (code !== 0) return yield* without(`Debian's cannot be installed: ${output.trim()}`)
})

/** Runs a command to its end; it is left alone when nobody waits for it any more. */
const run = (command: string, ...args: ReadonlyArray<string>) =>
  Effect.async<{ readonly code: number | null; readonly output: string }>((resume) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)))
    child.on("error", (error) => resume(Effect.succeed({ code: null, output: error.message })))
    child.on("close", (code) => resume(Effect.succeed({ code, output })))
  })
