// Fails when a workflow of GitHub's calls what is not there, or may do more than it has to: actions that are not pinned
// by commit, permissions that are not said job by job, credentials that stay, jobs without an end.
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { parseDocument } = createRequire(join(root, "packages/files/package.json"))("yaml")
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

/** A commit by all its digits, and the version that it was when it was looked at. */
const pinned = /^[\w.-]+\/[\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/

const problemsOfCommand = (command) => {
  const [, script] = /\bnpm run (?:--silent )?([\w:-]+)/.exec(command) ?? []
  const [, file] = /^(?:node )?([\w./-]*\/[\w./-]+)/.exec(command) ?? []
  return [
    ...(script !== undefined && scripts[script] === undefined
      ? [`package.json has no script ${script}`]
      : []),
    ...(file !== undefined && !existsSync(join(root, file)) ? [`there is no ${file}`] : []),
    ...(script === undefined && file === undefined
      ? [`it runs what is not of this repository: ${command}`]
      : []),
    // What a stranger wrote, such as the title of a pull request, would become part of the command.
    ...(command.includes("${{") ? [`an expression in a command: ${command}`] : [])
  ]
}

const problemsOfStep = ({ run, uses = "", with: given = {} }) => [
  ...(run === undefined ? [] : run.trim().split("\n")).flatMap(problemsOfCommand),
  ...[given.version, given.publish].filter(Boolean).flatMap(problemsOfCommand),
  ...(uses.startsWith("actions/checkout@") && given["persist-credentials"] !== false
    ? ["a checkout leaves its credentials to the steps after it"]
    : [])
]

const problemsOfJob = ([name, job]) =>
  [
    ...(job.permissions === undefined ? ["it does not say its permissions"] : []),
    ...(job["timeout-minutes"] === undefined ? ["it has no timeout"] : []),
    ...job.steps.flatMap(problemsOfStep)
  ].map((problem) => `${name}: ${problem}`)

const problemsOf = (text) => {
  const document = parseDocument(text)
  if (document.errors.length > 0) return document.errors.map(({ message }) => message)
  const { concurrency, jobs, on, permissions } = document.toJS()
  const events = typeof on === "string" ? [on] : Array.isArray(on) ? on : Object.keys(on)
  const uses = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, action]) => action)
  const secrets = [...text.matchAll(/\bsecrets\b(?:\.(\w+))?/g)].map(([, name]) => name ?? "all of them")
  return [
    ...(permissions === undefined || Object.keys(permissions).length > 0
      ? ["it does not begin with no permission"]
      : []),
    ...(concurrency === undefined ? ["it does not say what happens when it runs twice"] : []),
    ...(events.includes("pull_request_target")
      ? ["a stranger's pull request would run with this one's rights"]
      : []),
    ...(events.includes("pull_request")
      ? secrets.map((name) => `a pull request is given a secret: ${name}`)
      : []),
    ...uses
      .filter((action) => !pinned.test(action))
      .map((action) => `not pinned by commit and version: ${action}`),
    ...Object.entries(jobs).flatMap(problemsOfJob)
  ]
}

const folder = join(root, ".github", "workflows")
const problems = readdirSync(folder).flatMap((file) =>
  problemsOf(readFileSync(join(folder, file), "utf8")).map(
    (problem) => `.github/workflows/${file}: ${problem}`
  )
)
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
