import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeDirectories } from '../src/state/make-directories.ts'
import { statePaths } from '../src/state/state-paths.ts'
import { stateProblem } from '../src/state/state-problem.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const isRoot = process.getuid?.() === 0

it('a state folder that is not there yet, or is there, is no problem', () => {
  using directory = new TemporaryDirectory()
  const paths = statePaths(directory.path, 1000)
  expect(stateProblem(paths)).toBeUndefined()
  makeDirectories(paths)
  expect(stateProblem(paths)).toBeUndefined()
})

it.each(['.gitops', '.gitops/run'])('a file in the place of %s is named, with what moves it away', (name) => {
  using directory = new TemporaryDirectory()
  const path = join(directory.path, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, '')
  const paths = statePaths(directory.path, 1000)
  expect(() => makeDirectories(paths)).toThrow(`Cannot keep state in ${path}: it is not a folder.`)
  expect(stateProblem(paths)?.hint).toBe(`Move it away: mv ${path} ${path}.old.`)
})

it.skipIf(isRoot)('a folder that may not be written is named, with its owner and mode', () => {
  using directory = new TemporaryDirectory()
  chmodSync(directory.path, 0o500)
  const problem = stateProblem(statePaths(directory.path))
  chmodSync(directory.path, 0o700)
  expect(problem?.message).toBe(`Cannot write into ${directory.path}: it is yours, with mode 500.`)
})
