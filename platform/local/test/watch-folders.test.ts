import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { watchFolders } from '../src/edits/watch-folders.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

/** A folder `a/b` with a file, which is watched, and what has been reported since the last look. */
function watched() {
  const temporary = new TemporaryDirectory()
  const root = temporary.path
  const reported = new Set<string>()
  mkdirSync(join(root, 'a/b'), { recursive: true })
  writeFileSync(join(root, 'a/b/file'), 'one')
  const options = { root, ignored: ['skipped'], onError: (error: unknown) => reported.add(String(error)) }
  const watching = watchFolders({ ...options, onChange: (path) => reported.add(path.slice(root.length + 1)) })
  return {
    reported,
    path: (name: string) => join(root, name),
    /** Resolves when a write to this path, and later ones, are reported. */
    async seen(path: string) {
      const write = () => {
        writeFileSync(join(root, path), String(Math.random()))
        return [...reported]
      }
      reported.clear()
      await expect.poll(write).toContain(path)
    },
    [Symbol.dispose]() {
      watching[Symbol.dispose]()
      temporary[Symbol.dispose]()
    },
  }
}

it('reports a file that is written in place, also after it was replaced', async () => {
  using folders = watched()
  await folders.seen('a/b/file')
  writeFileSync(folders.path('new'), 'two')
  renameSync(folders.path('new'), folders.path('a/b/file'))
  await folders.seen('a/b/file')
  rmSync(folders.path('a/b/file'))
  writeFileSync(folders.path('a/b/file'), 'three')
  await folders.seen('a/b/file')
})

it('reports files in folders that are added later, or replace others', async () => {
  using folders = watched()
  mkdirSync(folders.path('c/d/e'), { recursive: true })
  await folders.seen('c/d/e/file')
  rmSync(folders.path('a'), { recursive: true })
  mkdirSync(folders.path('a/b'), { recursive: true })
  await folders.seen('a/b/file')
  expect([...folders.reported].filter((line) => line.includes('Error'))).toEqual([])
})

it('leaves out what is ignored', async () => {
  using folders = watched()
  mkdirSync(folders.path('skipped'))
  writeFileSync(folders.path('skipped/file'), 'x')
  await folders.seen('a/b/file')
  expect([...folders.reported].filter((path) => path.startsWith('skipped'))).toEqual([])
})

it('cannot watch what is not there', () => {
  using temporary = new TemporaryDirectory()
  const root = join(temporary.path, 'none')
  expect(() => watchFolders({ root, ignored: [], onChange() {}, onError() {} })).toThrow('ENOENT')
})
