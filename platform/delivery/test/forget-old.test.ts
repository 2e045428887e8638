import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { forgetOld } from '../src/workspace/forget-old.ts'

const dayMs = 24 * 60 * 60 * 1000
const now = 1000 * dayMs
const workDir = mkdtempSync(join(tmpdir(), 'gitops-work-'))

afterEach(() => rmSync(workDir, { recursive: true, force: true }))

function write(path: string, ageDays: number): void {
  const full = join(workDir, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, '')
  const at = (now - ageDays * dayMs) / 1000
  utimesSync(full, at, at)
  utimesSync(dirname(full), at, at)
}

it('forgets what was not written for a month, and keeps the rest', () => {
  write('passed/a-lint', 31)
  write('passed/b-lint', 29)
  write('types/libraries/a-types', 31)
  write('types/web.tsbuildinfo', 29)
  write('bundles/gone/x.tar', 31)
  write('bundles/web/x.tar', 29)
  write('trees/gone/dev/gone/a.ts', 31)
  write('trees/gone.files.json', 31)
  write('trees/web/dev/web/a.ts', 31)
  write('trees/web.files.json', 29)
  write('modules/a/package.json', 31)
  forgetOld(workDir, now)
  const left = readdirSync(workDir, { recursive: true, withFileTypes: true })
  const files = left.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  expect(files.map((path) => path.slice(workDir.length + 1)).sort()).toEqual([
    'bundles/web/x.tar',
    'modules/a/package.json',
    'passed/b-lint',
    'trees/web.files.json',
    'trees/web/dev/web/a.ts',
    'types/web.tsbuildinfo',
  ])
})

it('forgets a tree also when what ran in it closed its folders', () => {
  write('trees/gone/cache/read-only/file', 31)
  write('trees/gone.files.json', 31)
  chmodSync(join(workDir, 'trees/gone/cache/read-only'), 0o555)
  forgetOld(workDir, now)
  expect(readdirSync(join(workDir, 'trees'))).not.toContain('gone')
})

it('does nothing where nothing was kept', () => {
  forgetOld(join(workDir, 'missing'), now)
  expect(readdirSync(dirname(workDir))).not.toContain('missing')
})
