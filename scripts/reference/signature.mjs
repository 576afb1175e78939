// Writes a declaration as a reader wants it: what it takes and gives, without how it does it.
import { join } from "node:path"
import prettier from "prettier"
import ts from "typescript"

const isPrivate = (member) =>
  (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)

/** The text of a node up to its body. */
const withoutBody = (node) => {
  const text = node.getText()
  return node.body === undefined ? text : text.slice(0, node.body.getStart() - node.getStart()).trimEnd()
}

/** With the comment in front of it, which says what a member is. */
const documented = (member) =>
  (ts.getJSDocCommentsAndTags(member) ?? [])
    .filter(ts.isJSDoc)
    .map((doc) => `${doc.getText()}\n`)
    .join("") + withoutBody(member)

const classText = (node, name) => {
  const parameters = node.typeParameters?.map((parameter) => parameter.getText()).join(", ")
  const heritage = (node.heritageClauses ?? []).map((clause) => clause.getText()).join(" ")
  const members = node.members
    .filter((member) => !isPrivate(member) && member.name?.getText() !== "message")
    .map(documented)
  return `export class ${name}${parameters === undefined ? "" : `<${parameters}>`} ${heritage} {\n${members.join("\n")}\n}`
}

const literals = new Map([
  [ts.SyntaxKind.StringLiteral, "string"],
  [ts.SyntaxKind.NumericLiteral, "number"],
  [ts.SyntaxKind.TrueKeyword, "boolean"],
  [ts.SyntaxKind.FalseKeyword, "boolean"]
])

/** What is taken apart has no name, and is called as its type is. */
const nameOf = ({ name, type }) => {
  if (!ts.isObjectBindingPattern(name)) return name.getText()
  const [, called] = /^(?:\w+\.)?(\w+)$/.exec(type?.getText()) ?? []
  if (called === undefined) return `{ ${name.elements.map((each) => each.name.getText()).join(", ")} }`
  return called.endsWith("Options") ? "options" : called.replace(/^[A-Z]/, (letter) => letter.toLowerCase())
}

const parameterText = (parameter) => {
  const { dotDotDotToken, initializer, questionToken, type } = parameter
  const text = type?.getText() ?? literals.get(initializer?.kind)
  const optional = initializer !== undefined || questionToken !== undefined
  return text && `${dotDotDotToken ? "..." : ""}${nameOf(parameter)}${optional ? "?" : ""}: ${text}`
}

/** `undefined` where the source does not say what the function gives. */
const functionType = ({ body, parameters, type, typeParameters }) => {
  const result = type?.getText() ?? (ts.isArrowFunction(body) ? functionType(body) : undefined)
  const taken = parameters.map(parameterText)
  if (result === undefined || taken.includes(undefined)) return undefined
  const generics =
    typeParameters === undefined ? "" : `<${typeParameters.map((each) => each.getText()).join(", ")}>`
  return `${generics}(${taken.join(", ")}) => ${result}`
}

const programs = new Map()
/** The compiler's view of a package. It has to read all that is imported there, which takes seconds. */
const programOf = (folder) => {
  if (!programs.has(folder)) {
    const { config } = ts.readConfigFile(join(folder, "tsconfig.src.json"), ts.sys.readFile)
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
    programs.set(folder, ts.createProgram([join(folder, "src", "index.ts")], options))
  }
  return programs.get(folder)
}

/** The compiler knows what the sources do not say. */
const inferred = (declaration) => {
  const { fileName } = declaration.getSourceFile()
  const program = programOf(fileName.replace(/\/src\/.*/, ""))
  const find = (node) =>
    node.pos === declaration.pos && node.kind === declaration.kind ? node : ts.forEachChild(node, find)
  const node = find(program.getSourceFile(fileName))
  const checker = program.getTypeChecker()
  return checker.typeToString(checker.getTypeAtLocation(node), node, ts.TypeFormatFlags.NoTruncation)
}

/** Schemas read best as they are written; of everything else the type is shown. */
const variableText = (declaration, name) => {
  const { initializer, type } = declaration
  if (type === undefined && initializer.getText().startsWith("Schema.")) {
    return `export const ${name} = ${initializer.getText()}`
  }
  const text = type?.getText() ?? (ts.isArrowFunction(initializer) ? functionType(initializer) : undefined)
  return `export declare const ${name}: ${text ?? inferred(declaration)}`
}

/** JavaScript has no constant of the name `delete`, as which one is exported all the same. */
const keyword = /^(?:delete|default|in|new|void)$/

const width = 76

/** A comment on as many lines as it takes: prettier leaves comments as they are. */
const rewrapped = (comment, indent) => {
  const text = comment.replace(/^\/\*\*\s*|\s*\*\/$/g, "").replace(/^ *\* ?/gm, "")
  const paragraphs = text.split(/\n\n+/).map((paragraph) =>
    paragraph.split(/\s+/).reduce(
      (lines, word) => {
        const last = lines.at(-1)
        return last !== "" && indent.length + 4 + last.length + word.length > width
          ? [...lines, word]
          : [...lines.slice(0, -1), last === "" ? word : `${last} ${word}`]
      },
      [""]
    )
  )
  const line = `${indent}/** ${text} */`
  if (!text.includes("\n") && line.length <= width) return line
  const lines = paragraphs.flatMap((paragraph, index) => (index === 0 ? paragraph : ["", ...paragraph]))
  return `${indent}/**\n${lines.map((each) => `${indent} * ${each}`.trimEnd()).join("\n")}\n${indent} */`
}

/** The signature of what a module exports, formatted. */
export const signatureOf = async ({ declarations, local, name }) => {
  const shown = keyword.test(name) ? `${name}_` : name
  const texts = declarations
    .filter((node) => !ts.isModuleDeclaration(node))
    .map((node) => {
      if (ts.isClassDeclaration(node)) return classText(node, shown)
      if (ts.isVariableStatement(node)) {
        const declared = node.declarationList.declarations.find((each) => each.name.getText() === local)
        return variableText(declared, shown)
      }
      return withoutBody(node)
    })
  const text = await prettier.format(texts.join("\n\n"), {
    parser: "typescript",
    semi: false,
    printWidth: width,
    trailingComma: "none"
  })
  return text
    .trimEnd()
    .replaceAll(`const ${name}_`, `const ${name}`)
    .replace(/^( *)(\/\*\*[\s\S]*?\*\/)$/gm, (_, indent, comment) => rewrapped(comment, indent))
}
