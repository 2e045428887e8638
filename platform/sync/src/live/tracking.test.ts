import { expect, it } from 'vitest'
import { trackedBy, withTracking } from './tracking.ts'

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'x' } }
const marked = withTracking(deployment, 'shop', {
  group: 'apps',
  kind: 'Deployment',
  namespace: 'x',
  name: 'web',
})

it.each([
  { name: 'the marked object', object: marked, want: 'shop' },
  { name: 'an unmarked object', object: deployment, want: undefined },
  {
    name: 'a ReplicaSet with copied annotations',
    object: { ...marked, kind: 'ReplicaSet' },
    want: undefined,
  },
  {
    name: 'a copy of another name',
    object: { ...marked, metadata: { ...marked.metadata, name: 'copy' } },
    want: undefined,
  },
  {
    name: 'a copy in another namespace',
    object: { ...marked, metadata: { ...marked.metadata, namespace: 'y' } },
    want: undefined,
  },
])('$name belongs to $want', ({ object, want }) => {
  expect(trackedBy(object)).toBe(want)
})

it('knows objects of the whole cluster', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }
  expect(
    trackedBy(withTracking(namespace, 'shop', { group: '', kind: 'Namespace', namespace: '', name: 'x' })),
  ).toBe('shop')
})
