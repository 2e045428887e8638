import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { watchFolders } from '@gitops-example/local/edits/watch-folders'
import { expect, it } from 'vitest'
import { TemporaryDirectory } from './temporary-directory.ts'

/** A folder `a/b` with a file, which is watched, and what has been told of it since the last question. */
function watched() {
  const temporary = new TemporaryDirectory()
  const root = temporary.path
  const told = new Set<string>()
  mkdirSync(join(root, 'a/b'), { recursive: true })
  writeFileSync(join(root, 'a/b/file'), 'one')
  const options = { root, ignored: ['skipped'], onError: (error: unknown) => told.add(String(error)) }
  const watching = watchFolders({ ...options, onChange: (path) => told.add(path.slice(root.length + 1)) })
  return {
    told,
    path: (name: string) => join(root, name),
    /** Resolves when a write to this path, and later ones, are told. */
    async seen(path: string) {
      const write = () => {
        writeFileSync(join(root, path), String(Math.random()))
        return [...told]
      }
      told.clear()
      await expect.poll(write).toContain(path)
    },
    [Symbol.dispose]() {
      watching[Symbol.dispose]()
      temporary[Symbol.dispose]()
    },
  }
}

it('tells of a file that is written in place, also after another was put in its place', async () => {
  using folders = watched()
  await folders.seen('a/b/file')
  writeFileSync(folders.path('new'), 'two')
  renameSync(folders.path('new'), folders.path('a/b/file'))
  await folders.seen('a/b/file')
  rmSync(folders.path('a/b/file'))
  writeFileSync(folders.path('a/b/file'), 'three')
  await folders.seen('a/b/file')
})

it('tells of files in folders that come later, or in the place of others', async () => {
  using folders = watched()
  mkdirSync(folders.path('c/d/e'), { recursive: true })
  await folders.seen('c/d/e/file')
  rmSync(folders.path('a'), { recursive: true })
  mkdirSync(folders.path('a/b'), { recursive: true })
  await folders.seen('a/b/file')
  expect([...folders.told].filter((line) => line.includes('Error'))).toEqual([])
})

it('leaves out what is ignored', async () => {
  using folders = watched()
  mkdirSync(folders.path('skipped'))
  writeFileSync(folders.path('skipped/file'), 'x')
  await folders.seen('a/b/file')
  expect([...folders.told].filter((path) => path.startsWith('skipped'))).toEqual([])
})

it('cannot watch what is not there', () => {
  using temporary = new TemporaryDirectory()
  const root = join(temporary.path, 'none')
  expect(() => watchFolders({ root, ignored: [], onChange() {}, onError() {} })).toThrow('ENOENT')
})
