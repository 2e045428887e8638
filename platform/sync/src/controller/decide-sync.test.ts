import { expect, it } from 'vitest'
import { decideSync, type SyncFacts } from './decide-sync.ts'

const facts: SyncFacts = {
  automated: { prune: true, selfHeal: true, allowEmpty: false },
  differing: 1,
  extraneous: 0,
  desired: 3,
  last: 'fresh',
  lastMessage: 'it broke',
  revision: 'abc',
}
const noPrune = { prune: false, selfHeal: true, allowEmpty: false }

it.each([
  { name: 'a new revision', changes: {}, start: 'full' },
  { name: 'no automation', changes: { automated: undefined }, start: 'none' },
  { name: 'nothing differs', changes: { differing: 0 }, start: 'none' },
  { name: 'something to prune', changes: { differing: 0, extraneous: 1 }, start: 'full' },
  {
    name: 'something to prune, but pruning is off',
    changes: { differing: 0, extraneous: 1, automated: noPrune },
    start: 'none',
  },
  { name: 'drift', changes: { last: 'succeeded' }, start: 'selective' },
  {
    name: 'drift, but healing is off',
    changes: { last: 'succeeded', automated: { ...noPrune, selfHeal: false } },
    start: 'none',
  },
  {
    name: 'a revision that failed',
    changes: { last: 'failed' },
    start: 'none',
    error: 'Failed last sync attempt to abc: it broke',
  },
  {
    name: 'everything to prune',
    changes: { desired: 0, differing: 0, extraneous: 3 },
    start: 'none',
    error:
      'Skipping sync attempt to abc: auto-sync will wipe out all resources. Set automated.allowEmpty to allow it.',
  },
  {
    name: 'everything to prune, allowed',
    changes: {
      desired: 0,
      differing: 0,
      extraneous: 3,
      automated: { prune: true, selfHeal: true, allowEmpty: true },
    },
    start: 'full',
  },
] as const)('$name: $start', ({ changes, start, ...rest }) => {
  expect(decideSync({ ...facts, ...changes })).toEqual({
    start,
    ...('error' in rest ? { error: rest.error } : {}),
  })
})
