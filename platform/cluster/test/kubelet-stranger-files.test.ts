import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  makeDirectoriesBelow,
  makeDirectory,
  makeFile,
  readRegularFile,
} from '../src/kubelet/files/stranger-files.ts'
import { writeVolume } from '../src/kubelet/volumes/write-volume.ts'

let directory: string
let outside: string
const at = (...names: string[]) => join(directory, ...names)
const mode = (path: string) => statSync(path).mode & 0o777
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stranger-'))
  outside = at('outside')
  mkdirSync(outside, { mode: 0o700 })
  writeFileSync(join(outside, 'secret'), 'secret', { mode: 0o600 })
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

it.each([
  { title: 'a pipe', plant: (path: string) => void execFileSync('mkfifo', [path]) },
  { title: 'a link', plant: (path: string) => symlinkSync(join(outside, 'secret'), path) },
  { title: 'a directory', plant: (path: string) => void mkdirSync(path) },
  { title: 'nothing', plant: () => {} },
])('reads nothing from $title', async ({ plant }) => {
  plant(at('file'))
  expect(await readRegularFile(at('file'), 100)).toBeUndefined()
})

it('reads the first bytes of a file, and none of one that is not the owner’s', async () => {
  writeFileSync(at('file'), 'content')
  const own = { uid: process.getuid?.() ?? 0, gid: 0 }
  expect(String(await readRegularFile(at('file'), 4, own))).toBe('cont')
  expect(await readRegularFile(at('file'), 4, { ...own, uid: own.uid + 1 })).toBeUndefined()
})

it('makes no file where a link was planted', async () => {
  symlinkSync(join(outside, 'made'), at('file'))
  symlinkSync(join(outside, 'secret'), at('other'))
  for (const name of ['file', 'other']) {
    await expect(makeFile(at(name), 'x', 0o666, undefined)).rejects.toThrow('EEXIST')
  }
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret')
  expect(mode(join(outside, 'secret'))).toBe(0o600)
})

it('makes files and directories of the mode that is asked for, whatever the umask', async () => {
  await makeDirectory(at('all'), 0o777)
  await makeFile(at('all', 'file'), 'x', 0o666, undefined)
  expect([mode(at('all')), mode(at('all', 'file'))]).toEqual([0o777, 0o666])
})

it('makes directories on the way, and changes none that was there', async () => {
  mkdirSync(at('there'), { mode: 0o700 })
  expect(await makeDirectoriesBelow(directory, '', 0o777)).toBe('made')
  expect(await makeDirectoriesBelow(directory, './there//a/b/', 0o777)).toBe('made')
  expect(['there', 'there/a', 'there/a/b'].map((path) => mode(at(path)))).toEqual([0o700, 0o777, 0o777])
})

it('stops at a link on the way', async () => {
  symlinkSync(outside, at('way'))
  expect(await makeDirectoriesBelow(directory, 'way/new', 0o777)).toBe('link')
  expect(await makeDirectoriesBelow(directory, 'way', 0o777)).toBe('link')
  expect(mode(outside)).toBe(0o700)
})

it.skipIf(process.platform !== 'linux')('cannot be led out by a path that changes on the way', async () => {
  mkdirSync(join(outside, 'b'), { mode: 0o700 })
  for (let round = 0; round < 100; round++) {
    mkdirSync(at('a'))
    const making = makeDirectoriesBelow(directory, 'a/b/c', 0o777).catch(() => {})
    for (let turn = 0; turn < round % 10; turn++) await new Promise(setImmediate)
    renameSync(at('a'), at('moved'))
    try {
      symlinkSync(outside, at('a'))
    } catch {
      // It was just made again.
    }
    await making
    for (const name of ['a', 'moved']) rmSync(at(name), { recursive: true, force: true })
  }
  expect(mode(join(outside, 'b'))).toBe(0o700)
  expect(() => statSync(join(outside, 'b', 'c'))).toThrow('ENOENT')
})

it('does not wait for a pipe in the place of a volume’s file, and puts the file back', async () => {
  const files = new Map([['key', { content: Buffer.from('value'), mode: 0o644 }]])
  await writeVolume(at('volume'), files, undefined)
  const first = readlinkSync(at('volume', '..data'))
  await writeVolume(at('volume'), files, undefined)
  expect(readlinkSync(at('volume', '..data')), 'nothing changed').toBe(first)
  for (const name of ['key', '..files']) {
    const real = at('volume', readlinkSync(at('volume', '..data')), name)
    rmSync(real)
    execFileSync('mkfifo', [real])
    await writeVolume(at('volume'), files, undefined)
    expect(readFileSync(at('volume', 'key'), 'utf8')).toBe('value')
  }
})
