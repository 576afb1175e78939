// How long it takes to import some modules, in a process that has imported nothing else.

const modules = process.argv.slice(2)
const start = performance.now()
for (const module of modules) await import(module)
process.send?.(performance.now() - start)
process.disconnect()
