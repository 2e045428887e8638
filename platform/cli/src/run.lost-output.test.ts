import { expect, it } from 'vitest'
import { memoryIo } from '../test/memory-io.ts'
import { run } from './run.ts'

const lost = (code: string) => AbortSignal.abort(Object.assign(new Error(`write ${code}`), { code }))

it.each([
  { argv: ['--help'], error: 'EPIPE', want: 141 },
  { argv: ['push', '--bogus'], error: 'EPIPE', want: 141 },
  { argv: ['push', '--bogus'], error: 'EIO', want: 141 },
  { argv: ['--help'], error: 'ENOSPC', want: 1 },
  { argv: ['up', '--help'], error: 'EPIPE', want: 0 },
  { argv: ['up', '--bogus'], error: 'EPIPE', want: 2 },
])('gitops $argv whose output was lost by $error ends with $want', async ({ argv, error, want }) => {
  const { io } = memoryIo({ outputLost: lost(error) })
  expect(await run(argv, io)).toBe(want)
})
