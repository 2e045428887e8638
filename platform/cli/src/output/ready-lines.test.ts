import type { PlatformStatus } from '@gitops-example/local/control/platform-status'
import { readSettings } from '@gitops-example/local/state/settings'
import { expect, it } from 'vitest'
import { differingLines, readyLines, runningLines } from './ready-lines.ts'

const status: PlatformStatus = {
  pid: 7,
  startedAt: '2026-01-01T00:00:00Z',
  branch: 'master',
  environment: 'local',
  autoRollback: true,
  checkEdits: true,
  head: 'c1',
  kubeconfig: '/shop/.gitops/kubeconfig',
  parts: [],
  pages: [{ name: 'web', url: 'http://web.localhost:8080/' }],
  applications: [],
  runs: [],
}
const io = { root: '/shop', paint: (_: string, text: string) => text }

it.each([
  { detached: false, want: 'Ctrl-C stops everything; data and commits are kept.' },
  { detached: true, want: './gitops down stops everything; data and commits are kept.' },
])('says what stops it where detached is $detached', ({ detached, want }) => {
  expect(readyLines(status, io, detached).at(-1)).toBe(want)
})

it('says of a platform that runs already where it is and what stops it', () => {
  expect(runningLines(status, io)).toEqual([
    'Already running (pid 7): master in local. Open:',
    '  web          http://web.localhost:8080/',
    '  kubectl      export KUBECONFIG=.gitops/kubeconfig',
    './gitops down stops everything; data and commits are kept.',
  ])
})

it.each([
  { env: {}, want: [] },
  {
    env: { GITOPS_ENVIRONMENT: 'dev' },
    want: ['GITOPS_ENVIRONMENT is dev here and local'],
  },
  {
    env: { GITOPS_BRANCH: 'main', GITOPS_AUTO_ROLLBACK: 'off', GITOPS_CHECK_EDITS: 'off' },
    want: [
      'GITOPS_BRANCH is main here and master',
      'GITOPS_AUTO_ROLLBACK is off here and on',
      'GITOPS_CHECK_EDITS is off here and on',
    ],
  },
])('names the settings that differ from $env', ({ env, want }) => {
  const lines = differingLines(status, readSettings(env))
  expect(lines).toEqual(want.map((line) => `${line} in what runs: ./gitops down and up again to change it.`))
})
