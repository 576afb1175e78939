// The lint rules of this repository that oxlint does not bring along: .oxlintrc.json switches them on.
import { existsSync, readFileSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"

const packages = new Map()

/** Finds the package.json that governs a folder: where it stands, and what it names. */
const packageOf = (folder) => {
  if (!packages.has(folder)) {
    const file = join(folder, "package.json")
    const found = existsSync(file)
      ? { folder, manifest: JSON.parse(readFileSync(file, "utf8")) }
      : packageOf(dirname(folder))
    packages.set(folder, found)
  }
  return packages.get(folder)
}

/** Calls `check` with every module specifier that a file names, in whatever form. */
const onSpecifier = (check) => {
  const visit = (node) => {
    if (typeof node.source?.value === "string") check(node.source, node.source.value)
  }
  return {
    ImportDeclaration: visit,
    ImportExpression: visit,
    ExportAllDeclaration: visit,
    ExportNamedDeclaration: visit,
    TSImportType: visit
  }
}

const isShipped = (context, folder) => relative(folder, context.filename).split(sep)[0] === "src"
const isRelative = (specifier) => specifier.startsWith(".")
const packageName = (specifier) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

/** Refuses the syntax that a selector matches: one `{ selector, message }` after the other. */
const noRestrictedSyntax = {
  // Oxlint hands options only to a rule with a schema, or with none on purpose.
  meta: { schema: false },
  create: (context) =>
    Object.fromEntries(
      context.options.map(({ selector, message }) => [selector, (node) => context.report({ node, message })])
    )
}

/** Refuses `value as unknown as Type`, which silences the compiler as thoroughly as `any` does. */
const noDoubleAssertion = {
  create: (context) => ({
    "TSAsExpression > TSAsExpression.expression": (node) =>
      context.report({
        node,
        message: "Two assertions in a row turn the type checker off: decode, narrow, or fix the type."
      })
  })
}

/** Refuses relative imports that leave the package, and the package's own name within its sources. */
const noEscapingImport = {
  create: (context) => {
    const { folder, manifest } = packageOf(dirname(context.filename))
    const leaves = (path) => relative(folder, join(dirname(context.filename), path)).split(sep)[0] === ".."
    return onSpecifier((node, specifier) => {
      if (isRelative(specifier) && leaves(specifier)) {
        context.report({
          node,
          message: "This path leaves the package: import the other package by its name."
        })
      }
      // The search for cycles sees relative paths only.
      if (isShipped(context, folder) && packageName(specifier) === manifest.name) {
        context.report({ node, message: "This is the package's own name: import the module by its path." })
      }
    })
  }
}

/** Refuses imports that the package's own manifest does not declare, which resolve here and break for users. */
const noUndeclaredDependency = {
  create: (context) => {
    const { folder, manifest } = packageOf(dirname(context.filename))
    // What exports no module ships as a bundle, in which its dependencies are.
    const isBundled = manifest.exports !== undefined && manifest.exports["."] === undefined
    const shipped = isShipped(context, folder) && !isBundled
    const declared = new Set([
      manifest.name,
      ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
      ...(shipped ? [] : Object.keys(manifest.devDependencies ?? {}))
    ])
    return onSpecifier((node, specifier) => {
      if (isRelative(specifier) || specifier.startsWith("node:") || declared.has(packageName(specifier)))
        return
      const where = shipped ? "dependencies or peerDependencies" : "dependencies"
      context.report({
        node,
        message: `${packageName(specifier)} is not among the ${where} of ${manifest.name}.`
      })
    })
  }
}

const deepEquality = new Set(["deepEqual", "deepStrictEqual", "notDeepEqual", "notDeepStrictEqual"])
const nameOf = (key) => (key.type === "Identifier" ? key.name : key.value)

/** Refuses the deep equality of chai, which is what vitest's `assert` is made of: it does not see Effect's data. */
const noChaiDeepEquality = {
  create: (context) => {
    const asserts = new Set()
    const namespaces = new Set()
    const isAssert = (node) =>
      asserts.has(node?.name) ||
      (node?.type === "MemberExpression" &&
        nameOf(node.property) === "assert" &&
        namespaces.has(node.object.name))
    const check = (node, key) => {
      if (!deepEquality.has(nameOf(key))) return
      context.report({
        node,
        message:
          "To chai's deep equality Option.none() equals Option.some(3), and errors differ by class and message alone: use deepStrictEqual, assertSome or the like from @effect/vitest/utils, and assertEquals where there is a Redacted."
      })
    }
    return {
      ImportDeclaration: ({ source, specifiers }) => {
        if (source.value !== "vitest" && source.value !== "@effect/vitest") return
        for (const { type, imported, local } of specifiers) {
          if (type !== "ImportSpecifier") namespaces.add(local.name)
          else if (nameOf(imported) === "assert") asserts.add(local.name)
        }
      },
      MemberExpression: (node) => {
        if (isAssert(node.object)) check(node, node.property)
      },
      "VariableDeclarator > ObjectPattern.id": (node) => {
        if (!isAssert(node.parent.init)) return
        for (const property of node.properties) if (property.key) check(property, property.key)
      }
    }
  }
}

export default {
  meta: { name: "house" },
  rules: {
    "no-restricted-syntax": noRestrictedSyntax,
    "no-double-assertion": noDoubleAssertion,
    "no-escaping-import": noEscapingImport,
    "no-undeclared-dependency": noUndeclaredDependency,
    "no-chai-deep-equality": noChaiDeepEquality
  }
}
