import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestCounts {
  passed: number
  failed: number
  skipped: number
}

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** Whose tests run, and where; this process's own user and environment when absent. */
export interface TestRunner {
  /** A checkout with its dependencies. */
  root: string
  user?: { uid: number; gid: number; env: Record<string, string> }
}

/** Runs Vitest in the order of test/vitest.config.ts and counts what it reports; `verbose` names every test. */
export async function runVitest(
  { root, user }: TestRunner,
  verbose: boolean,
  args: readonly string[],
): Promise<TestCounts> {
  const directory = mkdtempSync(join(user?.env.TMPDIR ?? tmpdir(), 'gitops-test-'))
  const report = join(directory, 'report.json')
  try {
    if (user !== undefined) chownSync(directory, user.uid, user.gid)
    const reporters = [`--reporter=${verbose ? 'verbose' : 'default'}`, '--reporter=json']
    const child = spawn(
      'vitest',
      ['run', '--config=test/vitest.config.ts', ...reporters, `--outputFile.json=${report}`, ...args],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...user },
    )
    const status = await ended(child)
    return countTests(JSON.parse(readFileSync(report, 'utf8')), status)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** The exit code, or null when a signal ended it. Who asks us to end asks it, so that it is cleaned up after. */
async function ended(child: ChildProcess): Promise<number | null> {
  const end = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGINT', end).on('SIGTERM', end)
  try {
    const [status] = (await once(child, 'close')) as [number | null]
    return status
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end)
  }
}

/** A file that cannot be loaded, or an error outside a test, has no failed test of its own; each counts as one. */
export function countTests(report: Report, status: number | null): TestCounts {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = report
  const broken = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
  ).length
  const unexplained = status !== 0 && numFailedTests + broken === 0 ? 1 : 0
  return { passed: numPassedTests, failed: numFailedTests + broken + unexplained, skipped: numPendingTests }
}

export function addCounts(one: TestCounts, other: TestCounts): TestCounts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}
