import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { recentLines } from '../src/run/recent-lines.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

it.each([
  { limitBytes: 1000, want: ['one', 'two', '', 'three', 'four', ''] },
  { limitBytes: 11, want: ['three', 'four', ''] },
  { limitBytes: 8, want: ['four', ''] },
  { limitBytes: 14, want: ['', 'three', 'four', ''] },
])('reads the whole lines of the last $limitBytes bytes', ({ limitBytes, want }) => {
  using directory = new TemporaryDirectory()
  const [old, now] = [join(directory.path, 'log.1'), join(directory.path, 'log')]
  writeFileSync(old, 'one\ntwo\n')
  writeFileSync(now, 'three\nfour\n')
  const lines = recentLines([join(directory.path, 'none'), old, now], limitBytes)
  expect(lines).toEqual(want)
})
