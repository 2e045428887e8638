import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { exec, tryExec } from '@gitops-example/kit/process/exec'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')

/** Without our own programs, as in a terminal that was just opened. */
const path = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((directory) => !directory.includes('node_modules'))
  .join(delimiter)

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'launcher-'))
  await mkdir(join(folder, 'bin'))
  await symlink(join(root, 'gitops'), join(folder, 'bin', 'gitops'))
  await symlink('bin/gitops', join(folder, 'indirect'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it.each([
  { name: 'at the root', argv: ['./gitops'], cwd: '.' },
  { name: 'from a directory below', argv: ['../../gitops'], cwd: 'platform/cli' },
  { name: 'by its absolute path, from elsewhere', argv: [join(root, 'gitops')], cwd: '/' },
  { name: 'as an argument of sh', argv: ['sh', 'gitops'], cwd: '.' },
] as { name: string; argv: [string, ...string[]]; cwd: string }[])(
  './gitops runs $name',
  async ({ argv, cwd }) => {
    const { stdout } = await exec([...argv, '--version'], { cwd: join(root, cwd), env: { PATH: path } })
    expect(stdout).toMatch(/^gitops \d+\.\d+\.\d+ \([0-9a-f]{7,}\)\n$/)
  },
)

it.each([
  { name: 'through links', argv: ['./indirect'], PATH: path },
  { name: 'as gitops, where it is on PATH', argv: ['gitops'], PATH: `bin${delimiter}${path}` },
] as { name: string; argv: [string, ...string[]]; PATH: string }[])(
  './gitops runs $name',
  async ({ argv, PATH }) => {
    const { stdout } = await exec([...argv, '--version'], { cwd: folder, env: { PATH } })
    expect(stdout).toMatch(/^gitops /)
  },
)

it('passes on arguments and the exit code unchanged', async () => {
  const { exitCode, stderr } = await tryExec(['./gitops', 'a b', '$HOME'], { cwd: root, env: { PATH: path } })
  expect(exitCode).toBe(2)
  expect(stderr).toContain('Unknown verb "a b".')
})

it.each([
  { argv: ['--help'] },
  { argv: ['push', '--help'] },
  { argv: ['psuh'] },
  { argv: ['__complete', 'wait', '--env', ''] },
])('gitops $argv loads the code of no verb', async ({ argv }) => {
  const coverage = await mkdtemp(join(folder, 'coverage-'))
  const env = { PATH: path, NODE_V8_COVERAGE: coverage }
  await tryExec([join(root, 'gitops'), ...argv], { env })
  const [file = ''] = await readdir(coverage)
  const report: { result: { url: string }[] } = JSON.parse(await readFile(join(coverage, file), 'utf8'))
  const loaded = report.result.map(({ url }) => url)
  expect(loaded).toContainEqual(expect.stringContaining('/platform/cli/src/verbs/push.ts'))
  expect(
    loaded.filter((url) => /\/cli\/src\/handlers\/|\/platform\/(local|delivery|release)\//.test(url)),
  ).toEqual([])
})
