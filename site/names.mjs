// Finds the entry of the reference that a name in a text means.

/** The anchor of an entry in its page. */
export const anchorOf = (name) => name.replace(".", "-")

const moduleUrl = (module) => `/reference/${module.package}/${module.name}.md`
const entryUrl = (module, name) => `${moduleUrl(module)}#${anchorOf(name)}`

const inModule = (module, name) =>
  module?.entries.some((entry) => entry.name === name) ? entryUrl(module, name) : undefined

/** Finds where a name leads: `Users.get`, `ApiKeyNotFound`, `RetryPolicy`, with arguments or without. */
export const namesIn = (modules) => {
  const byName = new Map(modules.map((module) => [module.name, module]))
  const entries = modules.flatMap((module) => module.entries.map(({ name }) => ({ module, name })))
  const anywhere = (name) => {
    const found = entries.filter((entry) => entry.name === name)
    return found.length === 1 ? entryUrl(found[0].module, name) : undefined
  }

  /** A name as code on its own, in a module's page or elsewhere; what several modules have is left alone. */
  const mentioned = (code, here) => {
    const [, first, second] = /^([A-Z]\w*)(?:\.(\w+))?(?:\(.*\))?$/s.exec(code) ?? []
    if (first === undefined) return undefined
    if (second !== undefined) {
      return inModule(byName.get(first), second) ?? inModule(byName.get(first), `${first}.${second}`)
    }
    const module = byName.get(first)
    return (
      inModule(here, first) ??
      inModule(byName.get("WandbError"), first) ??
      anywhere(first) ??
      (module && moduleUrl(module))
    )
  }

  /** What `{@link …}` names, which has to be there. */
  const linked = (name, here) =>
    inModule(here, name) ?? inModule(here, `${here.name}.${name}`) ?? mentioned(name, here)

  return { linked, mentioned }
}
