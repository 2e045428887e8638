import { expect, it } from 'vitest'
import type { DeliveryRun, RunUpdate } from './delivery-run.ts'
import { plainLines } from './plain-lines.ts'

const run: DeliveryRun = {
  commit: 'abcdef0123456789',
  subject: 'Greet in German',
  apps: ['web'],
  state: 'failed',
  pushedAt: 0,
  phases: [],
}
const ended = (more: Partial<DeliveryRun>): RunUpdate => ({ type: 'ended', run: { ...run, ...more } })

it('shows the control characters of a subject instead of obeying them', () => {
  const started = { ...run, subject: 'Fix \u001b[2Jthis' }
  expect(plainLines()({ type: 'started', run: started })).toEqual(['abcdef0 Fix \\u001b[2Jthis (web)'])
})

it('say that the delivery of a commit has not begun', () => {
  const lines = plainLines()({ type: 'unseen', commit: run.commit })
  expect(lines).toEqual(['abcdef0 is stored, but its delivery has not begun: see ./gitops status.'])
})

it.each([
  {
    name: 'what is wrong, below it and apart from what still serves',
    update: ended({ reason: 'web: types failed:\na.ts:1:1: wrong (types)\n  more of it' }),
    want: [
      'abcdef0 is not live. web: types failed:',
      '  a.ts:1:1: wrong (types)',
      '    more of it',
      'The previous version is still serving.',
    ],
  },
  {
    name: 'a reason of one line in that line',
    update: ended({ reason: 'the platform stopped' }),
    want: ['abcdef0 is not live. the platform stopped', 'The previous version is still serving.'],
  },
  {
    name: 'that a rollback follows',
    update: ended({ reason: 'web is Degraded', isUndoing: true }),
    want: [
      'abcdef0 is not live. web is Degraded',
      'The previous version is still serving.',
      'A rollback follows by itself: see gitops status.',
    ],
  },
  {
    name: 'what a rollback brought back',
    update: ended({ reason: 'web is Degraded', undone: [{ app: 'web', to: '1234567890', at: 1 }] }),
    want: [
      'abcdef0 is not live. web is Degraded',
      'The previous version is still serving.',
      'web was rolled back to 1234567.',
    ],
  },
  {
    name: 'which rollouts continue',
    update: ended({ reason: 'web is Degraded', unaffected: ['api'] }),
    want: [
      'abcdef0 is not live. web is Degraded',
      'The previous version of what failed is still serving. The rollout of api continues: see gitops status.',
    ],
  },
])('say of a run that has failed $name', ({ update, want }) => {
  expect(plainLines()(update)).toEqual(want)
})
