import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { expect, it } from 'vitest'
import { anObject, desiredOf } from '../testing/objects.ts'
import { planSync, planSyncFail, type SyncInput } from './plan-sync.ts'
import type { TaskGroup } from './sync-task.ts'

const wave = (number: number) => ({ 'argocd.argoproj.io/sync-wave': String(number) })
const hook = (phase: string, number = 0) => ({ 'argocd.argoproj.io/hook': phase, ...wave(number) })
const a = (name: string, annotations: Record<string, string> = {}): KubeObject =>
  anObject('ConfigMap', name, { metadata: { annotations } })

/** One line for each group: `PHASE WAVE: ACTION NAME, …`. */
function lines(groups: readonly TaskGroup[]): string[] {
  return groups.map(
    ({ phase, wave: number, tasks }) =>
      `${phase} ${number}: ${tasks.map(({ action, ref }) => `${action} ${ref.name}`).join(', ')}`,
  )
}

interface Case {
  name: string
  desired: KubeObject[]
  same?: string[]
  extraneous?: KubeObject[]
  options?: Partial<SyncInput>
  want: string[]
}

const cases: Case[] = [
  { name: 'one wave', desired: [a('x'), a('y')], want: ['Sync 0: apply x, apply y'] },
  {
    name: 'waves in their order, negative ones first',
    desired: [a('late', wave(2)), a('mid'), a('early', wave(-1))],
    want: ['Sync -1: apply early', 'Sync 0: apply mid', 'Sync 2: apply late'],
  },
  {
    name: 'hooks around',
    desired: [a('after', hook('PostSync')), a('x'), a('before', hook('PreSync')), a('mid', hook('Sync', -1))],
    want: ['PreSync 0: hook before', 'Sync -1: hook mid', 'Sync 0: apply x', 'PostSync 0: hook after'],
  },
  {
    name: 'no hooks when only some are healed',
    desired: [a('x'), a('h', hook('PreSync'))],
    options: { selective: true },
    want: ['Sync 0: apply x'],
  },
  {
    name: 'health of what is as it should be, but no write',
    desired: [a('x', wave(-1)), a('y')],
    same: ['x'],
    want: ['Sync -1: watch x', 'Sync 0: apply y'],
  },
  {
    name: 'what is not in git any more',
    desired: [a('x')],
    extraneous: [a('old')],
    want: ['Sync 0: apply x, prune old'],
  },
  {
    name: 'no pruning where it is off',
    desired: [a('x')],
    extraneous: [a('old')],
    options: { prune: false },
    want: ['Sync 0: apply x'],
  },
  {
    name: 'no pruning of what forbids it',
    desired: [a('x')],
    extraneous: [a('old', { 'argocd.argoproj.io/sync-options': 'Prune=false' })],
    want: ['Sync 0: apply x'],
  },
  {
    name: 'pruning in the reverse order of waves',
    desired: [],
    extraneous: [a('base', wave(-1)), a('mid'), a('top', wave(3))],
    want: ['Sync -1: prune top', 'Sync 0: prune mid', 'Sync 3: prune base'],
  },
  {
    name: 'pruning last',
    desired: [a('x', wave(4))],
    extraneous: [a('old')],
    options: { pruneLast: true },
    want: ['Sync 4: apply x', 'Sync 5: prune old'],
  },
  {
    name: 'pruning last where one resource wants it',
    desired: [a('x')],
    extraneous: [a('old', { 'argocd.argoproj.io/sync-options': 'PruneLast=true' }), a('older')],
    want: ['Sync 0: apply x, prune older', 'Sync 1: prune old'],
  },
]

it.each(cases)('plans $name', ({ desired, same = [], extraneous = [], options = {}, want }) => {
  const groups = planSync({
    desired: desired.map(desiredOf),
    isSame: ({ ref }) => same.includes(ref.name),
    extraneous,
    prune: true,
    pruneLast: false,
    selective: false,
    ...options,
  })
  expect(lines(groups)).toEqual(want)
})

it('plans the hooks of a failure alone', () => {
  const desired = [a('x'), a('report', hook('SyncFail')), a('both', hook('PostSync,SyncFail'))].map(desiredOf)
  expect(lines(planSyncFail(desired))).toEqual(['SyncFail 0: hook report, hook both'])
})
