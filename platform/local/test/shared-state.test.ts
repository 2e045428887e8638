import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { removeGoneCheckouts } from '../src/state/remove-gone-checkouts.ts'
import { copyProgram, type Program } from '../src/state/shared-programs.ts'
import { removeShared, type SharedPaths, useShared } from '../src/state/shared-state.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const dayMs = 24 * 60 * 60 * 1000
const now = Date.parse('2026-01-01T12:00:00Z')
const [mine, other, third] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc']

/** A machine whose checkouts keep what other users need in one folder outside. */
class Machine extends TemporaryDirectory {
  readonly base = join(this.path, 'outside')
  readonly notes: string[] = []

  /** Those of a checkout that exists. */
  checkout(hash: string): SharedPaths {
    const root = join(this.path, `checkout-${hash}`)
    mkdirSync(root, { recursive: true })
    return {
      root,
      state: join(root, '.gitops'),
      shared: join(this.base, hash),
      programs: join(this.base, 'programs'),
    }
  }

  /** A program of one file. */
  program(name: string, version = '1', content = 'x'): Program {
    const source = join(this.path, name)
    writeFileSync(source, content)
    return { name, version, source }
  }

  write(path: string, content = 'x'): void {
    mkdirSync(dirname(join(this.base, path)), { recursive: true })
    writeFileSync(join(this.base, path), content)
  }

  /** What a start of `paths` does some days later. */
  start(paths: SharedPaths, days: number): Promise<void> {
    return removeGoneCheckouts(paths, now + days * dayMs, (line) => this.notes.push(line))
  }

  names(path = ''): string[] {
    return readdirSync(join(this.base, path)).sort()
  }
}

it('copies a program once for all checkouts that need it', async () => {
  using machine = new Machine()
  const node = machine.program('node')
  const [one] = await useShared(machine.checkout(mine), [node])
  const [two] = await useShared(machine.checkout(other), [node])
  expect(two).toBe(one)
  expect(machine.names('programs')).toEqual([expect.stringMatching(/^node-[0-9a-f]{12}$/)])
  expect(statSync(join(one ?? '', 'node')).mode & 0o777).toBe(0o755)
})

it('copies another one for another version or another content', async () => {
  using machine = new Machine()
  const programs = join(machine.base, 'programs')
  const folders = [
    copyProgram(programs, machine.program('node')),
    copyProgram(programs, machine.program('node', '2')),
    copyProgram(programs, machine.program('node', '2', 'xx')),
  ]
  expect(new Set(folders).size).toBe(3)
})

it('copies a folder with its links, and begins again after a copy that was cut off', () => {
  using machine = new Machine()
  const source = join(machine.path, 'native')
  mkdirSync(join(source, 'lib'), { recursive: true })
  writeFileSync(join(source, 'lib/a.so.1'), 'a')
  symlinkSync('a.so.1', join(source, 'lib/a.so'))
  const programs = join(machine.base, 'programs')
  const folder = copyProgram(programs, { name: 'postgres', version: '1', source })
  rmSync(folder, { recursive: true })
  machine.write(`programs/${folder.slice(programs.length + 1)}.${process.pid}/lib/half`)
  expect(copyProgram(programs, { name: 'postgres', version: '1', source })).toBe(folder)
  expect(readdirSync(join(folder, 'lib')).sort()).toEqual(['a.so', 'a.so.1'])
  expect(readFileSync(join(folder, 'lib/a.so'), 'utf8')).toBe('a')
})

it('replaces the copies that an earlier version made for a checkout alone', async () => {
  using machine = new Machine()
  for (const path of ['postgres-programs/bin/postgres', 'runtime/v1/node', 'postgres/data/PG_VERSION']) {
    machine.write(`${mine}/${path}`)
  }
  await useShared(machine.checkout(mine), [])
  expect(machine.names(mine)).toEqual(['checkout.json', 'postgres'])
})

it('removes the rows of a checkout that is gone only a week after it said so', async () => {
  using machine = new Machine()
  const [paths, gone] = [machine.checkout(mine), machine.checkout(other)]
  await useShared(paths, [machine.program('node')])
  await useShared(gone, [machine.program('postgres')])
  machine.write(`${other}/postgres/data/base`, 'x'.repeat(1_500_000))
  machine.write(`${other}/image-roots/web/bin`)
  rmSync(gone.root, { recursive: true })

  await machine.start(paths, 0)
  expect(machine.notes).toEqual([
    `${gone.root} is gone: a start after 2026-01-08 removes its database (2 MB). To keep that, move ${join(gone.shared, 'postgres')} elsewhere.`,
  ])
  expect(machine.names(other)).toEqual(['checkout.json', 'postgres'])
  expect(machine.names('programs')).toEqual([expect.stringMatching(/^node-/)])

  await machine.start(paths, 6)
  expect(machine.notes).toHaveLength(1)
  expect(existsSync(join(gone.shared, 'postgres/data/base'))).toBe(true)

  await machine.start(paths, 8)
  expect(machine.notes.slice(1)).toEqual([`Removed the database of ${gone.root}, which is gone (2 MB).`])
  expect(machine.names().filter((name) => !name.startsWith('.'))).toEqual([mine, 'programs'])
})

it('keeps the rows of a checkout that has come back', async () => {
  using machine = new Machine()
  const [paths, back] = [machine.checkout(mine), machine.checkout(other)]
  await useShared(paths, [])
  await useShared(back, [])
  machine.write(`${other}/postgres/data/base`)
  rmSync(back.root, { recursive: true })
  await machine.start(paths, 0)
  machine.checkout(other)
  await machine.start(paths, 8)
  rmSync(back.root, { recursive: true })
  await machine.start(paths, 9)
  expect(existsSync(join(back.shared, 'postgres/data/base'))).toBe(true)
  expect(machine.notes.map((line) => /after (\S+)/.exec(line)?.[1])).toEqual(['2026-01-08', '2026-01-17'])
})

it('removes a checkout without rows at once, and leaves what it does not know or what still runs', async () => {
  using machine = new Machine()
  const [paths, empty, running] = [machine.checkout(mine), machine.checkout(other), machine.checkout(third)]
  for (const one of [paths, empty, running]) await useShared(one, [])
  machine.write(`${third}/postgres/data/postmaster.pid`, `${process.pid}\n/data\n`)
  machine.write('dddddddddddd/postgres/data/base')
  for (const [name, at] of Object.entries({ aaaaaaaaaaa1: now - dayMs, aaaaaaaaaaa2: now + 9 * dayMs })) {
    mkdirSync(join(machine.base, name))
    utimesSync(join(machine.base, name), at / 1000, at / 1000)
  }
  for (const { root } of [empty, running]) rmSync(root, { recursive: true })
  await machine.start(paths, 0)
  await machine.start(paths, 8)
  expect(machine.names().filter((name) => /^[a-d1-2]{12}$/.test(name))).toEqual([
    'aaaaaaaaaaa2',
    mine,
    third,
    'dddddddddddd',
  ])
  expect(machine.notes).toEqual([])
})

it('a reset removes all of a checkout, and the programs that only it used', async () => {
  using machine = new Machine()
  const [paths, two] = [machine.checkout(mine), machine.checkout(other)]
  await useShared(paths, [machine.program('node'), machine.program('postgres')])
  await useShared(two, [machine.program('node')])
  await removeShared(paths)
  expect(machine.names('programs')).toEqual([expect.stringMatching(/^node-/)])
  expect(existsSync(paths.shared)).toBe(false)
})

it('looks at nothing outside where a checkout keeps all in its own folder', async () => {
  using machine = new Machine()
  const { root, state } = machine.checkout(mine)
  const paths = { root, state, shared: state, programs: join(state, 'programs') }
  await useShared(paths, [])
  await machine.start(paths, 0)
  await removeShared(paths)
  expect(existsSync(machine.base)).toBe(false)
})
