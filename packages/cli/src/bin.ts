#!/usr/bin/env node
import * as nodeModule from "node:module"
import { version } from "./internal/version.js"

// Who asks for the version alone does not wait for everything else to be loaded.
if (process.argv.length === 3 && process.argv[2] === "--version") {
  process.stdout.write(`${version}\n`)
} else {
  // From Node 22 on, what is loaded is compiled once and not at each start.
  if ("enableCompileCache" in nodeModule && typeof nodeModule.enableCompileCache === "function") {
    nodeModule.enableCompileCache()
  }
  void import("./internal/run.js").then(({ run }) => run(process))
}
