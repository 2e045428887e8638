import { relative } from 'node:path'

/** What Vitest knows of an error of a test (vitest.dev/api/advanced/test-case, `TestError`). */
export interface TestError {
  name?: string
  message: string
  diff?: string
  stack?: string
  stacks?: { file: string; line: number; column: number }[]
}

/** One thing that went wrong: a test, a file that cannot be loaded, an error outside of tests. */
export interface Failure {
  file: string
  /** The names of the suites and the test; empty when no test is to blame. */
  names: readonly string[]
  errors: readonly TestError[]
}

const longestLine = 300
const diffLines = 20

/** What a person reads of failed tests: each with its error, the difference, and the place as `file:line:column`. */
export function failureText(failures: readonly Failure[], root: string): string {
  return failures.map((failure) => one(failure, root)).join('\n\n')
}

function one({ file, names, errors }: Failure, root: string): string {
  const title = ['FAIL', [relative(root, file), ...names].join(' > ')].join(' ')
  return [title, ...errors.flatMap((error) => errorLines(error, root))].join('\n')
}

function errorLines({ name, message, diff, stack, stacks = [] }: TestError, root: string): string[] {
  const [place] = stacks
  const where =
    place === undefined
      ? (stack ?? '').split('\n').slice(1, 4)
      : [`${relative(root, place.file)}:${place.line}:${place.column}`]
  const text = message.startsWith(`${name}:`) || name === undefined ? message : `${name}: ${message}`
  const difference = diff === undefined ? [] : diff.trim().split('\n').slice(0, diffLines)
  return [...text.split('\n'), ...difference, ...where.map((line) => `at ${line.trim().replace(/^at /, '')}`)]
    .filter((line) => line.trim() !== '')
    .map((line) => `  ${line.length > longestLine ? `${line.slice(0, longestLine)}…` : line}`)
}
