import { expect, it } from 'vitest'
import type { Deployment } from './deployments.ts'
import type { SyncSteps } from './sync-steps.ts'
import { withSync } from './with-sync.ts'

/** Committed one minute after the other: `a` at 1, `b` at 2; each of a change one minute before. */
function deployment(revision: string, apps = ['web']): Deployment {
  const at = revision.charCodeAt(0) - 96
  const changesAt = [at - 1]
  return { revision, apps, kind: 'release', at, evidence: 'git', changesAt, degraded: false, isRework: false }
}

/** The same for a rollback, which has no changes. */
function rollback(revision: string, undoes: string): Deployment {
  return { ...deployment(revision), kind: 'rollback', changesAt: [], undoes }
}

/** Syncs at the given times, each with the commits that it brought. */
function synced(
  syncs: Record<number, string>,
  { health = 'good' as SyncSteps['health'], waiting = '' } = {},
): SyncSteps {
  const steps = Object.entries(syncs).map(([at, brought]) => ({ at: Number(at), brought: new Set(brought) }))
  return { steps, waiting: new Set(waiting), health }
}

it.each<{
  name: string
  committed: Deployment[]
  steps: Record<string, SyncSteps>
  want: string[]
  pending?: number
}>([
  {
    name: 'nothing is known of',
    committed: [deployment('a'), deployment('b')],
    steps: {},
    want: ['a git 1 of 0', 'b git 2 of 1'],
  },
  {
    name: 'sync has applied one by one',
    committed: [deployment('a'), deployment('b')],
    steps: { web: synced({ 11: 'a', 12: 'b' }) },
    want: ['a sync 11 of 0', 'b sync 12 of 1'],
  },
  {
    name: 'came before what sync remembers',
    committed: [deployment('a'), deployment('b')],
    steps: { web: synced({ 12: 'b' }) },
    want: ['a git 1 of 0', 'b sync 12 of 1'],
  },
  {
    name: 'is not applied yet',
    committed: [deployment('a'), deployment('b')],
    steps: { web: synced({ 11: 'a' }, { waiting: 'b' }) },
    want: ['a sync 11 of 0'],
    pending: 1,
  },
  {
    name: 'is not healthy yet',
    committed: [deployment('a'), deployment('b')],
    steps: { web: synced({ 11: 'a', 12: 'b' }, { health: 'open' }) },
    want: ['a sync 11 of 0'],
    pending: 1,
  },
  {
    name: 'is degraded',
    committed: [deployment('a'), deployment('b')],
    steps: { web: synced({ 11: 'a', 12: 'b' }, { health: 'bad' }) },
    want: ['a sync 11 of 0', 'b sync 12 of 1 degraded'],
  },
  {
    name: 'is degraded while the next waits',
    committed: [deployment('a'), deployment('b')],
    steps: { web: synced({ 11: 'a' }, { health: 'bad', waiting: 'b' }) },
    want: ['a sync 11 of 0 degraded'],
    pending: 1,
  },
  {
    name: 'was overtaken before sync came to it',
    committed: [deployment('a'), deployment('b'), deployment('c')],
    steps: { web: synced({ 13: 'abc' }) },
    want: ['c sync 13 of 2,1,0'],
  },
  {
    name: 'was overtaken, and what overtook it waits',
    committed: [deployment('a'), deployment('b')],
    steps: { web: synced({}, { waiting: 'ab' }) },
    want: [],
    pending: 1,
  },
  {
    name: 'was rolled back before it ran',
    committed: [deployment('a'), rollback('b', 'a')],
    steps: { web: synced({ 12: 'ab' }) },
    want: ['a git 1 of', 'b sync 12 of undoes a'],
  },
  {
    name: 'was rolled back before it ran, which is not live yet',
    committed: [deployment('a'), rollback('b', 'a')],
    steps: { web: synced({}, { waiting: 'ab' }) },
    want: ['a git 1 of degraded'],
    pending: 1,
  },
  {
    name: 'ran, and whose rollback was overtaken by the next release',
    committed: [deployment('a'), rollback('b', 'a'), deployment('c')],
    steps: { web: synced({ 11: 'a', 13: 'bc' }) },
    want: ['a sync 11 of 0', 'c sync 13 of 2 undoes a'],
  },
  {
    name: 'is of two apps, and live with the later',
    committed: [deployment('a', ['api', 'web'])],
    steps: { web: synced({ 11: 'a' }), api: synced({ 15: 'a' }) },
    want: ['a sync 15 of 0'],
  },
  {
    name: 'is of two apps, of which one is not known',
    committed: [deployment('a', ['api', 'web'])],
    steps: { web: synced({ 11: 'a' }) },
    want: ['a git 1 of 0'],
  },
  {
    name: 'is of two apps, of which one was overtaken',
    committed: [deployment('a', ['api', 'web']), deployment('b', ['web'])],
    steps: { web: synced({ 12: 'ab' }), api: synced({ 11: 'a' }) },
    want: ['a sync 11 of 0', 'b sync 12 of 1'],
  },
])('a deployment that $name', ({ committed, steps, want, pending = 0 }) => {
  const before = structuredClone(committed)
  const result = withSync(committed, new Map(Object.entries(steps)))
  const counted = result.deployments.map(({ revision, evidence, at, changesAt, degraded, undoes }) =>
    [
      `${revision} ${evidence} ${at} of ${changesAt}`.trim(),
      degraded ? 'degraded' : [],
      undoes === undefined ? [] : `undoes ${undoes}`,
    ]
      .flat()
      .join(' '),
  )
  expect({ counted, pending: result.pending }).toEqual({ counted: want, pending })
  expect(committed).toEqual(before)
})
