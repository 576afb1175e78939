// Runs in a thread of its own, from within a project that has the packages installed: loads one module and nothing else,
// by `require` first and then by `import`.
import { createRequire } from "node:module"
import { parentPort, workerData } from "node:worker_threads"

const required = createRequire(import.meta.url)(workerData)
const imported = await import(workerData)
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort.postMessage({ isSame: required === imported, exports: Object.keys(imported).length })
