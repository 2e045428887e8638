// `npm test`: the programs that tests run, every check and every test; as root, some again as an ordinary user.
// `npm test -- FILE...`: only these files, at once.
import { fileURLToPath } from 'node:url'
import { describeError } from '@gitops-example/kit/errors'
import { runChecks } from '../scripts/run-checks.ts'
import { listTestFiles } from '../scripts/test-run/list-test-files.ts'
import { runAsOrdinaryUser } from '../scripts/test-run/ordinary-user.ts'
import { addCounts, runVitest } from '../scripts/test-run/run-vitest.ts'
import { selectTestFiles } from '../scripts/test-run/select-test-files.ts'
import { asksForEverything, parseTestArguments } from '../scripts/test-run/test-arguments.ts'
import { installTestPrograms, useInstalledPrograms } from '../scripts/test-run/test-programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

try {
  process.exitCode = (await runTests(process.argv.slice(2))) === 0 ? 0 : 1
} catch (error) {
  console.error(`npm test: ${describeError(error)}`)
  process.exitCode = 2
}

/** Prints the sum as the last line; returns how many failed. */
async function runTests(argv: readonly string[]): Promise<number> {
  const wanted = parseTestArguments(argv)
  const everything = asksForEverything(wanted)
  const files = selectTestFiles(listTestFiles(root, wanted.projects), wanted.patterns, root)
  const install = everything || wanted.install
  if (!install) useInstalledPrograms(root)
  const missing = install ? await installTestPrograms(root) : 0
  const checks = everything ? runChecks() : { passed: 0, failed: 0 }
  const asAsked = await runVitest({ root }, files.length === 1, [
    ...(wanted.update ? ['--update'] : []),
    ...(wanted.title === '' ? [] : [`--testNamePattern=${wanted.title}`]),
    ...wanted.projects.map((name) => `--project=${name}`),
    ...(wanted.patterns.length === 0 ? [] : files),
  ])
  const isRoot = process.getuid?.() === 0
  const tests = everything && isRoot ? addCounts(asAsked, await runAsOrdinaryUser(root)) : asAsked
  if (wanted.title !== '' && tests.passed + tests.failed === 0) {
    throw new Error(`No test that can run has a title that matches "${wanted.title}".`)
  }
  if (tests.skipped > 0 && !install && wanted.title === '') {
    console.log('Tests that need a missing program are skipped; with --install it is installed first.')
  }
  const failed = checks.failed + tests.failed + missing
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''
  console.log(`${checks.passed + tests.passed} passed, ${failed} failed${skipped}`)
  return failed
}
