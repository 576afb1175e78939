// Node: the emulator, the program over undici, the program in a test's W&B in memory, and every public module.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "../command.mjs"
import { emulator } from "../emulator.mjs"
import { exactly, told } from "../expected.mjs"
import { modules } from "../packages.mjs"
import { write } from "../projects.mjs"
import { tool } from "../tools.mjs"

const onNode = (name, projectName, rest) => ({
  ...rest,
  run: async ({ libraries, project }) => {
    const [folder, { program, version }] = await Promise.all([project(projectName), tool(name)])
    const server = await emulator(folder, program)
    try {
      await rest.run({ folder, libraries, program, runtime: exactly(`v${version}`), server })
    } finally {
      server.stop()
    }
    return version
  }
})

const asModules = async ({ folder, libraries, program, runtime, server }) => {
  told(await run(program, ["node.js"], { cwd: folder, env: server.env }), runtime)
  told(await run(program, ["inProcess.js"], { cwd: folder }), runtime)
  const all = modules(join(folder, "node_modules"), libraries)
  const imports = all.map((name) => `await import(${JSON.stringify(name)})`).join("\n")
  await run(program, ["--input-type=module", "--eval", imports], { cwd: folder })
}

const what = "the emulator; the program over undici and in process; every module imported"

/** Each line of Node. */
export const nodes = ["node-20", "node-22", "node-24", "node-26"].map((name) =>
  onNode(name, "node", { name, runtime: "Node", what, run: asModules })
)

/** The oldest versions of Effect that the peer ranges let in. */
export const oldest = onNode("node-20", "oldest", {
  name: "oldest-peers",
  runtime: "Node, oldest Effect of the peer ranges",
  what,
  run: asModules
})

/** CommonJS: the same text, with `require`, on the oldest Node, which is the first that can. */
export const commonJs = onNode("node-20", "node", {
  name: "commonjs",
  runtime: "Node, CommonJS",
  what: "the program over undici and in process by `require`; every module required",
  run: async ({ folder, libraries, program, runtime, server }) => {
    const inner = join(folder, "commonjs")
    mkdirSync(inner, { recursive: true })
    writeFileSync(join(inner, "package.json"), JSON.stringify({ type: "commonjs" }))
    await write(inner, "cjs")
    told(await run(program, ["node.js"], { cwd: inner, env: server.env }), runtime)
    told(await run(program, ["inProcess.js"], { cwd: inner }), runtime)
    const all = modules(join(folder, "node_modules"), libraries)
    const requires = all.map((name) => `require(${JSON.stringify(name)})`).join("\n")
    await run(program, ["--input-type=commonjs", "--eval", requires], { cwd: inner })
  }
})
