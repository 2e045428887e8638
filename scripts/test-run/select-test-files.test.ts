import { expect, it } from 'vitest'
import { selectTestFiles } from './select-test-files.ts'

const files = ['platform/kit/src/errors.test.ts', 'platform/kit/test/exec.test.ts', 'test/e2e/kill.test.ts']

it.each([
  { name: 'a path', patterns: ['test/e2e/kill.test.ts'], want: ['test/e2e/kill.test.ts'] },
  { name: 'a path with ./', patterns: ['./test/e2e/kill.test.ts'], want: ['test/e2e/kill.test.ts'] },
  { name: 'an absolute path', patterns: ['/repo/test/e2e/kill.test.ts'], want: ['test/e2e/kill.test.ts'] },
  { name: 'a folder', patterns: ['platform/kit'], want: files.slice(0, 2) },
  { name: 'a part of a name', patterns: ['errors'], want: ['platform/kit/src/errors.test.ts'] },
  { name: 'two patterns for one file', patterns: ['kill', 'e2e'], want: ['test/e2e/kill.test.ts'] },
  { name: 'none', patterns: [], want: files },
])('selects by $name', ({ patterns, want }) => {
  expect(selectTestFiles(files, patterns, '/repo')).toEqual(want)
})

it('refuses a pattern that matches nothing, also beside one that does', () => {
  expect(() => selectTestFiles(files, ['kit', 'kitt'], '/repo')).toThrow('No test file matches "kitt".')
})
