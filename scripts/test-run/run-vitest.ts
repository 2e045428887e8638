import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
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

/** Runs Vitest in the order of test/vitest.config.ts and counts what it reports; `verbose` names every test. */
export function runVitest(root: string, verbose: boolean, args: readonly string[]): TestCounts {
  const directory = mkdtempSync(join(tmpdir(), 'gitops-test-'))
  const report = join(directory, 'report.json')
  try {
    const reporters = [`--reporter=${verbose ? 'verbose' : 'default'}`, '--reporter=json']
    const { status } = spawnSync(
      'vitest',
      ['run', '--config=test/vitest.config.ts', ...reporters, `--outputFile.json=${report}`, ...args],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
    )
    return countTests(JSON.parse(readFileSync(report, 'utf8')), status)
  } finally {
    rmSync(directory, { recursive: true, force: true })
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
