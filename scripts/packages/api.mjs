// What a package exports, as text: each name with its signature, without bodies, comments and annotations of schemas.
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { basename, dirname, join, sep } from "node:path"
import ts from "typescript"

const options = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: [], noLib: true }

/** Only what is written in the package is looked at: no types are computed, so no other package has to be read. */
const hostOf = () => {
  const host = ts.createCompilerHost(options)
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => {
      const file = join(dirname(from), text.replace(/\.js$/, ".ts"))
      return {
        resolvedModule:
          text.startsWith(".") && existsSync(file)
            ? { resolvedFileName: file, extension: ts.Extension.Ts }
            : undefined
      }
    })
  return host
}

const { factory } = ts
const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true })
const unsaid = () => factory.createIdentifier("…")

/** What a function within an expression takes; what it does only where that is another one. */
const curried = (node, visit) =>
  factory.updateArrowFunction(
    node,
    undefined,
    node.typeParameters,
    node.parameters,
    node.type,
    node.equalsGreaterThanToken,
    ts.isArrowFunction(node.body) ? visit(node.body) : unsaid()
  )

/** What a parameter is when it is not given is its function's affair, but that it may be left out is not. */
const withoutDefault = (parameter) =>
  factory.createParameterDeclaration(
    undefined,
    parameter.dotDotDotToken,
    ts.isIdentifier(parameter.name) ? parameter.name : factory.createIdentifier("options"),
    parameter.initializer === undefined
      ? parameter.questionToken
      : factory.createToken(ts.SyntaxKind.QuestionToken),
    parameter.type
  )

const isAnnotating = (node) =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  node.expression.name.text === "annotations"

const isHidden = ({ modifiers = [] }) => modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)

const member = (node, visit) => {
  if (ts.isGetAccessor(node))
    return factory.createPropertyDeclaration(
      [factory.createToken(ts.SyntaxKind.ReadonlyKeyword)],
      node.name,
      undefined,
      node.type
    )
  if (ts.isMethodDeclaration(node))
    return factory.createMethodDeclaration(
      node.modifiers?.filter(({ kind }) => kind === ts.SyntaxKind.StaticKeyword),
      undefined,
      node.name,
      node.questionToken,
      node.typeParameters,
      node.parameters.map(withoutDefault),
      node.type,
      undefined
    )
  return visit(node)
}

const reduced = (root) =>
  ts.transform(root, [
    (context) => {
      const visit = (node) => {
        if (isAnnotating(node)) return visit(node.expression.expression)
        if (ts.isArrowFunction(node)) return curried(node, visit)
        if (ts.isFunctionExpression(node)) return unsaid()
        if (ts.isClassDeclaration(node))
          return factory.createClassDeclaration(
            undefined,
            node.name,
            node.typeParameters,
            node.heritageClauses?.map(visit),
            node.members.filter((one) => !isHidden(one)).map((one) => member(one, visit))
          )
        // Everything in a `declare namespace` is exported, whether it says so or not.
        if (node.kind === ts.SyntaxKind.ExportKeyword || node.kind === ts.SyntaxKind.DeclareKeyword)
          return undefined
        return ts.visitEachChild(node, visit, context)
      }
      return visit
    }
  ]).transformed[0]

const printAs = (node, source) => printer.printNode(ts.EmitHint.Unspecified, reduced(node), source)
const print = (node) => printAs(node, node.getSourceFile())

/** What a function takes and gives. */
const signature = (node) =>
  printAs(
    factory.createFunctionTypeNode(node.typeParameters, node.parameters.map(withoutDefault), node.type),
    node.getSourceFile()
  )

/** The declarations that a reference leads to, where they are hidden from those who see the reference. */
const hiddenBehind = (checker, node) => {
  const name = ts.isTypeReferenceNode(node) ? node.typeName : node
  if (!ts.isEntityName(name) && !ts.isPropertyAccessExpression(name)) return []
  const found = checker.getSymbolAtLocation(name)
  if (found === undefined) return []
  const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found
  const { declarations = [] } = symbol
  return declarations.filter((one) => one.getSourceFile().fileName.includes("/src/internal/"))
}

const value = (checker, { initializer, type }) => {
  if (type !== undefined) return `: ${print(type)}`
  const [hidden] = hiddenBehind(checker, initializer).filter(ts.isVariableDeclaration)
  if (hidden !== undefined) return value(checker, hidden)
  return ts.isArrowFunction(initializer) && initializer.type !== undefined
    ? `: ${signature(initializer)}`
    : ` = ${print(initializer)}`
}

/** A declaration under the name by which it is exported. */
const under = (name, node) => print(node).replace(/^(class|interface|namespace|type) \w+/, `$1 ${name}`)

const described = (checker, name, node) => {
  if (ts.isVariableDeclaration(node)) return [`const ${name}${value(checker, node)}`]
  if (ts.isTypeAliasDeclaration(node)) {
    const hidden = hiddenBehind(checker, node.type)
    if (hidden.some(ts.isTypeAliasDeclaration) || hidden.some(ts.isInterfaceDeclaration))
      return hidden
        .filter((one) => ts.isTypeAliasDeclaration(one) || ts.isInterfaceDeclaration(one))
        .map((one) => under(name, one))
  }
  return [under(name, node)]
}

/** A line for what comes from another package, whose own text says what it is. */
const handedOn = (name, node) => {
  const { moduleSpecifier } = node.parent.parent ?? {}
  return `${name} from ${moduleSpecifier?.getText() ?? "elsewhere"}`
}

const entries = (checker, symbol) => {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const { declarations = [] } = target
  return declarations.length === 0
    ? symbol.declarations.map((node) => handedOn(symbol.name, node))
    : declarations.flatMap((node) => described(checker, symbol.name, node))
}

/** As few signs as it can be read with. */
const tidy = (text) =>
  text
    .replaceAll(" {\n}", "")
    .replace(/;$/gm, "")
    .replace(/^(?: {4})+/gm, (indent) => " ".repeat(indent.length / 2))

const byName = (a, b) => (a.name < b.name ? -1 : 1)

/** Gives the text for each of the packages whose folders are given, by folder. */
export const apiOf = (folders) => {
  const modules = folders.flatMap((folder) =>
    readdirSync(join(folder, "src"))
      .filter((file) => /^[A-Z]\w*\.ts$/.test(file))
      .toSorted()
      .map((file) => ({ folder, file: join(folder, "src", file), name: basename(file, ".ts") }))
  )
  const program = ts.createProgram(
    modules.map(({ file }) => file),
    options,
    hostOf()
  )
  const checker = program.getTypeChecker()
  const textOf = ({ file, name }) => {
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(file.split(sep).join("/")))
    const exported = checker.getExportsOfModule(symbol).toSorted(byName)
    return `## ${name}\n\n${tidy(exported.flatMap((one) => entries(checker, one)).join("\n"))}\n`
  }
  return folders.map((folder) => {
    const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
    const own = modules.filter((module) => module.folder === folder)
    return {
      file: join(folder, "api.txt"),
      text: `# What ${name} exports. \`npm run api\` writes it.\n\n${own.map(textOf).join("\n")}`
    }
  })
}
