import { expect, it } from 'vitest'
import { RunningTests } from './running-tests.ts'

const module = { moduleId: '/tree/dev/web/src/slow.test.ts' }
const test = { fullName: 'a page > waits', module }

it('names the file that has been running for longest, and the test in it', () => {
  const running = new RunningTests('/tree')
  expect(running.longest()).toBe('')
  running.onTestModuleQueued(module)
  running.onTestModuleQueued({ moduleId: '/tree/dev/web/src/other.test.ts' })
  expect(running.longest()).toBe('dev/web/src/slow.test.ts')
  running.onTestCaseReady(test)
  expect(running.longest()).toBe('dev/web/src/slow.test.ts > a page > waits')
  running.onTestCaseResult(test)
  running.onTestModuleEnd(module)
  expect(running.longest()).toBe('dev/web/src/other.test.ts')
})
