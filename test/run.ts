// `npm test`: gets the programs that tests run, then every check and every test; the last line is the sum.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeError } from '@gitops-example/kit/errors'
import { ensureProgram } from '@gitops-example/local/tools/ensure-program'
import { helm, testPrograms } from '@gitops-example/local/tools/pins'
import { runChecks } from '../scripts/run-checks.ts'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const required = process.env.GITOPS_REQUIRE_TOOLS === '1'

const missing = await installPrograms()
const sum = runChecks()
const tests = runTests()
const failed = sum.failed + tests.failed + missing
console.log(
  `${sum.passed + tests.passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`,
)
process.exitCode = failed === 0 ? 0 : 1

/** Puts every program on PATH for the tests; returns how many could not be had, those aside that may be missing. */
async function installPrograms(): Promise<number> {
  const toolsDir = join(root, '.gitops', 'tools')
  let missing = 0
  for (const pin of [helm, ...testPrograms]) {
    try {
      const path = await ensureProgram(pin, { toolsDir, progress: (line) => console.log(`${line} ...`) })
      console.log(`ok     ${pin.name}: ${path}`)
      // Directories of the machine stay behind node_modules/.bin, where our own Node is.
      if (path.startsWith(toolsDir)) process.env.PATH = `${dirname(path)}:${process.env.PATH}`
    } catch (error) {
      const failed = required && pin.optional !== true
      if (failed) missing++
      console.log(`${failed ? 'FAILED' : 'absent'} ${describeError(error)}`)
    }
  }
  return missing
}

function runTests(): { passed: number; failed: number; skipped: number } {
  const directory = mkdtempSync(join(tmpdir(), 'gitops-test-'))
  const report = join(directory, 'report.json')
  try {
    const args = [
      'run',
      '--config=test/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ]
    const { status } = spawnSync('vitest', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    )
    // A file that cannot be loaded, or an error outside a test, has no failed test of its own.
    const broken = testResults.filter((file: { status: string; assertionResults: { status: string }[] }) => {
      return file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed')
    }).length
    const unexplained = status !== 0 && numFailedTests + broken === 0 ? 1 : 0
    return { passed: numPassedTests, failed: numFailedTests + broken + unexplained, skipped: numPendingTests }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
