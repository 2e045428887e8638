import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { Finding } from './finding.ts'

/** `path:line:column: error: message`, both counted from 1, relative to the root of the sources. */
const compiler = /^(?<file>[^\s:]+):(?<line>\d+):(?<column>\d+): error: (?<message>.+)$/
/** How an error of esbuild sums itself up: relative to the folder of the app, the column counted from 0. */
const esbuild = /^(?<file>[^\s:]+):(?<line>\d+):(?<column>\d+): ERROR: (?<message>.+)$/
/** The message of an error that nothing caught, as Node.js prints it above the stack. */
const uncaught = /^(?:\[?[A-Z]\w*Error\b|Error\b)[^:]*: .+$/
const syntax = /^(?:Expected|Unexpected|Unterminated|Syntax error|The character) /

/** What `build.ts` of the app in `appDir` has said on its way to failing; empty when it is not in one of these forms. */
export function parseBuild(output: string, root: string, appDir: string): Finding[] {
  const lines = stripVTControlCharacters(output).split(/\r?\n/)
  const found = lines.flatMap((line) => placed(line, appDir) ?? [])
  if (found.length > 0) return found
  const at = lines.findIndex((line) => uncaught.test(line))
  const message = lines[at]
  if (message === undefined) return []
  return [{ ...thrownAt(lines, at, root), message: message.replaceAll(`${root}/`, '') }]
}

function placed(text: string, appDir: string): Finding | undefined {
  const { file, line, column, message } = (compiler.exec(text) ?? esbuild.exec(text))?.groups ?? {}
  if (file === undefined || message === undefined) return undefined
  const fromZero = esbuild.test(text)
  return {
    file: fromZero ? join(appDir, file) : file,
    line: Number(line),
    column: Number(column) + (fromZero ? 1 : 0),
    message,
    ...(syntax.test(message) ? { syntax: true } : {}),
  }
}

/** The innermost frame of the stack in the sources; of an error in the syntax, the place that is printed first. */
function thrownAt(lines: readonly string[], at: number, root: string): Partial<Finding> {
  for (const line of lines.slice(at + 1)) {
    const [, url, row, column] = /^ +at .*?\(?((?:file:\/\/)?\/[^()]+):(\d+):(\d+)\)?$/.exec(line) ?? []
    const file = below(root, url)
    if (file !== undefined) return { file, line: Number(row), column: Number(column) }
  }
  const [, url, row] = /^((?:file:\/\/)?\/.+):(\d+)$/.exec(lines[0] ?? '') ?? []
  const file = below(root, url)
  if (file === undefined) return {}
  const isSyntax = lines[at]?.startsWith('SyntaxError') === true
  return { file, line: Number(row), ...(isSyntax ? { syntax: true } : {}) }
}

function below(root: string, url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  const path = relative(root, url.startsWith('file:') ? fileURLToPath(url) : url)
  return path.startsWith('..') || path.includes('node_modules/') ? undefined : path
}
