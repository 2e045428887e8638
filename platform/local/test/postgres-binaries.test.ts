import { chmodSync, existsSync, mkdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { linkLibraries, postgresToCopy, withInitdb } from '../src/database/postgres-binaries.ts'
import { copyProgram } from '../src/state/shared-programs.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

/** What the npm package has before any script has run: closed to others where `mode` says so. */
function nativeIn(directory: TemporaryDirectory, mode: number, below = 'package'): string {
  chmodSync(directory.path, 0o755)
  const native = join(directory.path, below, 'native')
  const closed = 0o666 & mode
  for (const name of ['bin', 'lib', 'share']) mkdirSync(join(native, name), { recursive: true })
  for (const name of ['bin/initdb', 'bin/postgres']) writeFileSync(join(native, name), '')
  writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'library')
  writeFileSync(join(native, '..', 'package.json'), '{"version":"1.0.0"}')
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links))
  for (const name of ['bin/initdb', 'bin/postgres', 'bin', 'lib', 'share'])
    chmodSync(join(native, name), mode)
  chmodSync(join(native, 'lib', 'libpq.so.5.18'), closed)
  return native
}

it('makes the links that are missing, and leaves those that are there', () => {
  using directory = new TemporaryDirectory()
  const native = nativeIn(directory, 0o755)
  linkLibraries(native)
  linkLibraries(native)
  expect(readlinkSync(join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18')
})

it.each([
  { name: 'an ordinary user, for whom all is readable', mode: 0o700, uid: 1000, copied: false },
  { name: 'root, and every user may read it', mode: 0o755, uid: 0, copied: false },
  { name: 'root, and it was installed under umask 077', mode: 0o700, uid: 0, copied: true },
])('for $name, it is copied: $copied', ({ mode, uid, copied }) => {
  using directory = new TemporaryDirectory()
  const program = postgresToCopy(nativeIn(directory, mode), uid)
  expect(program !== undefined).toBe(copied)
})

it('a copy can be read and run by others, whatever umask it was installed with', () => {
  using directory = new TemporaryDirectory()
  const source = nativeIn(directory, 0o700)
  const copy = copyProgram(join(directory.path, 'programs'), { name: 'postgres', version: '1', source })
  const modes = ['bin', 'bin/initdb', 'lib', 'lib/libpq.so.5.18', 'pg-symlinks.json'].map((name) =>
    (statSync(join(copy, name)).mode & 0o777).toString(8),
  )
  expect(modes).toEqual(['755', '755', '755', '644', '644'])
  linkLibraries(copy)
  expect(readlinkSync(join(copy, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18')
})

it.each(['$HOME', '`id`', 'a"b'])(
  'initdb is called by another path where a shell would misread %s',
  async (below) => {
    using directory = new TemporaryDirectory()
    const initdb = join(nativeIn(directory, 0o755, below), 'bin', 'initdb')
    let called = ''
    await withInitdb(initdb, async (path) => {
      called = path
      expect(existsSync(join(path, '..', '..', 'lib', 'libpq.so.5'))).toBe(true)
    })
    expect(called).not.toMatch(/[$`"]/)
    expect(existsSync(called)).toBe(false)
  },
)
