import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { LiveReleases } from '../src/run/live-releases.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const run = (commit: string, state: 'live' | 'failed', apps: string[]) => ({ commit, state, apps })

it('knows what went live, from the log of earlier runs and from now', () => {
  using directory = new TemporaryDirectory()
  const log = join(directory.path, 'deliveries.log')
  const lines = [run('a', 'live', ['api', 'web']), run('b', 'failed', ['api']), run('c', 'live', ['web'])]
  const text = lines.map((one) => `2026-01-01T00:00:00.000Z ${JSON.stringify(one)}\n`).join('')
  writeFileSync(log, `${text}2026-01-01T00:00:00.000Z {"commit":"d","sta`)
  const live = new LiveReleases([join(directory.path, 'none'), log])
  live.add(run('e', 'live', ['api']))
  live.add(run('f', 'failed', ['web']))
  live.add(run('a', 'live', ['web']))
  expect([live.of('api'), live.of('web'), live.of('other')]).toEqual([['e', 'a'], ['a', 'c'], []])
})
