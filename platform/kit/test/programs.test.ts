import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programsIn, searchDirectories } from '@gitops-example/kit/testing/programs'
import { afterEach, beforeEach, expect, it } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'))
  for (const path of ['tools/helm', 'bin/helm', 'bin/skopeo']) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), '')
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

const env = (more: NodeJS.ProcessEnv = {}) => ({
  GITOPS_TOOLS_DIR: join(folder, 'tools'),
  PATH: `:/nowhere:${join(folder, 'bin')}`,
  ...more,
})

it('finds a program in the directory of tools before PATH', () => {
  const { find } = programsIn(searchDirectories(env()))
  expect(find('helm')).toBe(join(folder, 'tools/helm'))
  expect(find('skopeo')).toBe(join(folder, 'bin/skopeo'))
  expect(find('runc')).toBeUndefined()
})

it.each([
  { names: ['helm'], required: '', want: false },
  { names: ['helm', 'runc'], required: '', want: true },
  { names: ['helm', 'runc'], required: '1', want: false },
])('skips for $names where GITOPS_REQUIRE_TOOLS is "$required": $want', ({ names, required, want }) => {
  const given = env({ GITOPS_REQUIRE_TOOLS: required })
  expect(programsIn(searchDirectories(given), given).lacks(...names)).toBe(want)
})
