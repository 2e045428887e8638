import { expect, it } from 'vitest'
import { countTests } from './run-vitest.ts'

const green = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, testResults: [] }
const failedTest = { status: 'failed', assertionResults: [{ status: 'failed' }] }
const brokenFile = { status: 'failed', assertionResults: [] }

it.each([
  { name: 'a green run', report: green, status: 0, failed: 0 },
  {
    name: 'a failed test',
    report: { ...green, numFailedTests: 1, testResults: [failedTest] },
    status: 1,
    failed: 1,
  },
  {
    name: 'a file that cannot be loaded',
    report: { ...green, testResults: [brokenFile] },
    status: 1,
    failed: 1,
  },
  { name: 'an error outside every test', report: green, status: 1, failed: 1 },
  { name: 'a run that a signal ended', report: green, status: null, failed: 1 },
])('counts $name', ({ report, status, failed }) => {
  expect(countTests(report, status)).toEqual({ passed: 3, failed, skipped: 1 })
})
