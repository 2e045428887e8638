import { expect, it } from 'vitest'
import type { Application } from '../apps/applications.ts'
import { allSettled, mayBeSettled } from './applications-settled.ts'

const root = (children: string[], sync = 'Synced', health = 'Progressing'): Application => ({
  metadata: { name: 'root' },
  status: {
    sync: { status: sync },
    health: { status: health },
    resources: children.map((name) => ({ kind: 'Application', name })),
  },
})
const app = (name: string, status: Application['status']): Application => ({
  metadata: { name },
  ...(status ? { status } : {}),
})
const live = { sync: { status: 'Synced' }, health: { status: 'Healthy' } }

it.each([
  { name: 'no child known yet', root: root([], 'OutOfSync'), apps: [], want: false },
  { name: 'a child that is not made yet', root: root(['a']), apps: [], want: false },
  {
    name: 'a child in progress',
    root: root(['a']),
    apps: [app('a', { ...live, health: { status: 'Progressing' } })],
    want: false,
  },
  {
    name: 'every child live and the root not yet',
    root: root(['a']),
    apps: [app('a', live)],
    want: false,
  },
  {
    name: 'every child live',
    root: root(['a', 'b'], 'Synced', 'Healthy'),
    apps: [app('a', live), app('b', live)],
    want: true,
  },
  {
    name: 'one child degraded',
    root: root(['a', 'b']),
    apps: [app('a', live), app('b', { health: { status: 'Degraded' } })],
    want: true,
  },
  {
    name: 'a child that does not render',
    root: root(['a']),
    apps: [app('a', { conditions: [{ type: 'ComparisonError' }] })],
    want: true,
  },
  {
    name: 'a root that waits for a child that does not render',
    root: root([], 'OutOfSync'),
    apps: [root([], 'OutOfSync'), app('a', { conditions: [{ type: 'ComparisonError' }] })],
    want: true,
  },
  {
    name: 'a root that waits for a child next to one that does not render',
    root: root([], 'OutOfSync'),
    apps: [
      app('a', { ...live, health: { status: 'Progressing' } }),
      app('b', { conditions: [{ type: 'ComparisonError' }] }),
    ],
    want: false,
  },
  {
    name: 'a root that failed',
    root: { ...root([]), status: { operationState: { phase: 'Failed' } } },
    apps: [],
    want: true,
  },
])('$name: settled is $want', ({ root, apps, want }) => {
  expect(allSettled(root, apps)).toBe(want)
})

it.each([
  { name: 'nothing is on its way', root: root(['a']), open: [], want: true },
  { name: 'only the root is', root: root(['a']), open: ['root'], want: true },
  { name: 'a child is', root: root(['a']), open: ['a'], want: false },
  { name: 'one that the root does not have is', root: root(['a']), open: ['b'], want: true },
  {
    name: 'one is that the root may have, which is not synced',
    root: root([], 'OutOfSync'),
    open: ['b'],
    want: false,
  },
  {
    name: 'the root has failed, whatever is',
    root: { ...root([]), status: { operationState: { phase: 'Failed' } } },
    open: ['a'],
    want: true,
  },
])('may be settled while $name: $want', ({ root, open, want }) => {
  expect(mayBeSettled(root, new Set(open))).toBe(want)
})
