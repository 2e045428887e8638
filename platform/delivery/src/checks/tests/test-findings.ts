import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Finding } from '../findings/finding.ts'

/** What Vitest knows of an error of a test (vitest.dev/api/advanced/test-case, `TestError`). */
export interface TestError {
  name?: string
  /** Absent when what was thrown is not an error. */
  message?: string
  diff?: string
  stacks?: { file: string; line: number; column: number }[]
  stack?: string
}

/** One thing that went wrong: a test, a file that cannot be loaded, an error outside of tests. */
export interface Failure {
  file: string
  /** The names of the suites and the test; empty when no test is to blame. */
  names: readonly string[]
  errors: readonly TestError[]
}

const diffLines = 20

/** Failed tests of the sources at `root`, each with its error, the difference, and where it was thrown. */
export function testFindings(failures: readonly Failure[], root: string): Finding[] {
  return failures.flatMap(({ file, names, errors }) => {
    const test = names.length === 0 ? {} : { test: names.join(' > ') }
    const all = errors.length === 0 ? [{ message: 'failed without an error' }] : errors
    return all.flatMap(
      (error) => syntaxFindings(error, root) ?? [{ ...test, ...findingOf(error, file, root) }],
    )
  })
}

/** What cannot be parsed, as Vite says it: with a picture of the source below each place, in colours. */
function syntaxFindings({ message = '' }: TestError, root: string): Finding[] | undefined {
  const found = stripVTControlCharacters(message).matchAll(
    /\[PARSE_ERROR\] (.+)\n\s*╭─\[ (.+):(\d+):(\d+) \]/g,
  )
  const findings = [...found].map(([, words = '', file = '', line, column]) => ({
    file: file.startsWith('/') ? relative(root, file) : file,
    line: Number(line),
    column: Number(column),
    message: words,
    syntax: true as const,
  }))
  return findings.length === 0 ? undefined : findings
}

function findingOf(error: TestError, file: string, root: string): Finding {
  const { name, message = `${name ?? 'Something that is not an error'} was thrown.`, diff } = error
  const text = stripVTControlCharacters(message).replaceAll(`${root}/`, '')
  const [first = '', ...rest] = text.split('\n')
  // The name of every failed assertion says no more than that.
  const isNamed = name === undefined || name === 'AssertionError' || first.startsWith(`${name}:`)
  const detail = [...rest, ...differenceOf(diff)].filter((line) => line.trim() !== '')
  return {
    ...placeOf(error, file, root),
    message: isNamed ? first : `${name}: ${first}`,
    ...(detail.length === 0 ? {} : { detail }),
  }
}

function placeOf({ stack = '', stacks = [] }: TestError, file: string, root: string): Partial<Finding> {
  const frames = [...stack.matchAll(/\(?((?:file:\/\/)?\/[^()\s]+):(\d+):(\d+)\)?$/gm)].map(
    ([, path = '', line, column]) => ({
      file: path.replace(/^file:\/\//, ''),
      line: Number(line),
      column: Number(column),
    }),
  )
  const own = [...stacks, ...frames].find(
    (one) => one.file.startsWith(`${root}/`) && !one.file.includes('/node_modules/'),
  )
  if (own !== undefined) return { file: relative(root, own.file), line: own.line, column: own.column }
  return file === root ? {} : { file: relative(root, file) }
}

function differenceOf(diff: string | undefined): string[] {
  if (diff === undefined) return []
  const lines = stripVTControlCharacters(diff)
    .replace(/^- Expected\n\+ Received\n/, '- expected, + received\n')
    .split('\n')
  return lines.filter((line) => line.trim() !== '').slice(0, diffLines)
}
