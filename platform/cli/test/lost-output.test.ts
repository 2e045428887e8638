import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { tryExec } from '@gitops-example/kit/process/exec'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const launcher = join(root, 'platform', 'cli', 'bin', 'gitops.mjs')
const bench = join(root, 'test', 'bench', 'main.ts')

/** Runs a program of which nobody reads the streams that are named. */
async function unread(argv: string[], ...streams: ('stdout' | 'stderr')[]) {
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const name of streams) child[name].destroy()
  const read = streams.includes('stderr') ? Promise.resolve('') : text(child.stderr)
  if (!streams.includes('stdout')) child.stdout.resume()
  const [[code], stderr] = await Promise.all([once(child, 'close'), read])
  return { code, stderr }
}

it.each([
  { argv: ['--help'] },
  { argv: ['--version'] },
  { argv: ['help', 'push'] },
  { argv: ['apps'] },
  { argv: ['doctor'] },
  { argv: ['completion', 'bash'] },
  { argv: ['__complete', 'p'] },
])('gitops $argv ends quietly when nobody reads its results', async ({ argv }) => {
  expect(await unread([launcher, ...argv], 'stdout')).toEqual({ code: 141, stderr: '' })
})

it.each([
  { argv: ['psuh'] },
  { argv: ['metrics', '--since', 'ever'] },
  { argv: ['status', '--commit', 'gone'] },
])('gitops $argv ends quietly when nobody reads its errors', async ({ argv }) => {
  expect(await unread([launcher, ...argv], 'stderr')).toMatchObject({ code: 141 })
  expect(await unread([launcher, ...argv], 'stdout', 'stderr')).toMatchObject({ code: 141 })
})

it('npm run bench ends what it has started when nobody reads on', async () => {
  expect(await unread([bench, 'cluster'], 'stdout', 'stderr')).toMatchObject({ code: 141 })
})

it.skipIf(process.platform !== 'linux')('gitops says that a disk is full, and fails', async () => {
  const command = `exec "$0" "$1" --help > /dev/full`
  const { exitCode, stderr } = await tryExec(['sh', '-c', command, process.execPath, launcher], { cwd: root })
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(/^gitops: Cannot write the output: ENOSPC.*\n$/),
  })
})
