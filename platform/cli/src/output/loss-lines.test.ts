import type { ResetLoss } from '@gitops-example/local/state/reset-loss'
import { expect, it } from 'vitest'
import { lossLines } from './loss-lines.ts'

const none: ResetLoss = { commits: [], releases: 0, rows: [] }
const commit = { commit: 'a'.repeat(40), subject: 'Greet' }

it.each<{ name: string; loss: Partial<ResetLoss>; want: string[] }>([
  { name: 'nothing', loss: { rows: [{ database: 'api', rows: 0 }] }, want: [] },
  {
    name: 'commits with their subjects',
    loss: { commits: [commit] },
    want: ['This deletes for good:', '  1 commit that only this machine has:', '    aaaaaaa Greet'],
  },
  {
    name: 'releases and rows',
    loss: { releases: 2, rows: [{ database: 'api', rows: 1 }] },
    want: ['This deletes for good:', '  the history of 2 releases', '  1 row of the database api'],
  },
  {
    name: 'rows that cannot be counted',
    loss: { rows: undefined },
    want: ['This deletes for good:', '  every row of the databases (PostgreSQL is not running: not counted)'],
  },
])('says of a reset that it loses $name', ({ loss, want }) => {
  expect(lossLines({ ...none, ...loss })).toEqual(want)
})
