// What a public module exports, found in the sources: the declarations of each name, wherever they stand.
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The packages that are libraries, those first on which others stand. */
export const packages = ["core", "client", "admin", "testing", "emulator", "files"]

/** The public modules of a package. */
export const modulesOf = (name) =>
  readdirSync(join(root, "packages", name, "src"))
    .filter((file) => /^[A-Z]\w*\.ts$/.test(file))
    .toSorted()
    .map((file) => ({ name: file.slice(0, -3), file: join(root, "packages", name, "src", file) }))

const parsed = new Map()
export const parse = (file) => {
  if (!parsed.has(file)) {
    parsed.set(file, ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true))
  }
  return parsed.get(file)
}

const leadsElsewhere = ({ moduleSpecifier }) => /^(?:\.|@effect-wandb\/\w+\/)/.test(moduleSpecifier?.text)
const targetOf = (file, { moduleSpecifier: { text } }) => {
  const [, name, module] = /^@effect-wandb\/(\w+)\/(\w+)$/.exec(text) ?? []
  return name === undefined
    ? resolve(dirname(file), text.replace(/\.js$/, ".ts"))
    : join(root, "packages", name, "src", `${module}.ts`)
}

export const isReExport = (node) => ts.isExportDeclaration(node) && leadsElsewhere(node)
const isExported = (node) =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

const namesOf = (node) =>
  ts.isVariableStatement(node)
    ? node.declarationList.declarations.map(({ name }) => name.getText())
    : [node.name?.text]

const textOf = (list = []) => list.map((each) => each.getText()).join()

/** What `type Options = Module.Options` stands for, where it is written out. */
const meantBy = (node) => {
  const reference = ts.isTypeAliasDeclaration(node) ? node.type.typeName : undefined
  if (reference === undefined || !ts.isQualifiedName(reference)) return [node]
  if (textOf(node.typeParameters) !== textOf(node.type.typeArguments)) return [node]
  const file = node.getSourceFile().fileName
  const imported = parse(file)
    .statements.filter(leadsElsewhere)
    .find((each) => each.importClause?.namedBindings?.name?.text === reference.left.text)
  return imported === undefined
    ? [node]
    : declarationsOf(targetOf(file, imported), reference.right.text).filter(
        (each) => !ts.isVariableStatement(each)
      )
}

/** The statements that declare a name, wherever a chain of imports and exports leads. */
const declarationsOf = (file, name) => {
  const { statements } = parse(file)
  const own = statements.filter((node) => !ts.isImportDeclaration(node) && namesOf(node).includes(name))
  if (own.length > 0) return own.flatMap(meantBy)
  for (const node of statements.filter(leadsElsewhere)) {
    const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause
    const element = bindings?.elements?.find((element) => element.name.text === name)
    if (element !== undefined) {
      return declarationsOf(targetOf(file, node), (element.propertyName ?? element.name).text)
    }
    if (bindings === undefined && ts.isExportDeclaration(node)) {
      const found = declarationsOf(targetOf(file, node), name)
      if (found.length > 0) return found
    }
  }
  return []
}

export const commentBefore = (node) => {
  const { text } = node.getSourceFile()
  const range = ts.getLeadingCommentRanges(text, node.getFullStart())?.at(-1)
  return range === undefined ? undefined : text.slice(range.pos, range.end)
}

const described = (name, local, from, comment) => {
  const declarations = declarationsOf(from, local)
  const doc = comment ?? declarations.map(commentBefore).find((text) => text?.startsWith("/**"))
  return { name, local, declarations, doc }
}

/**
 * What one statement exports: each name with its declarations, and the docstring that counts, which is that of the
 * re-export where it has one.
 */
export const exportsOf = (node) => {
  const file = node.getSourceFile().fileName
  if (!ts.isExportDeclaration(node)) {
    return isExported(node) ? namesOf(node).map((name) => described(name, name, file)) : []
  }
  const from = leadsElsewhere(node) ? targetOf(file, node) : file
  return node.exportClause === undefined
    ? parse(from).statements.flatMap(exportsOf)
    : node.exportClause.elements.map((element) =>
        described(
          element.name.text,
          (element.propertyName ?? element.name).text,
          from,
          commentBefore(element)
        )
      )
}
