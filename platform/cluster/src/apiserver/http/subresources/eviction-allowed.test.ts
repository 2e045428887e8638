import { expect, test } from 'vitest'
import type { PodDisruptionBudget } from '#kubernetes/policy/v1'
import { startSteppedCluster } from '../../../testing/stepped-cluster.ts'
import { webDeployment } from '../../../testing/web-deployment.ts'
import { evictionAllowed } from './eviction-allowed.ts'

/** A Deployment of three ready pods with budgets; returns what is said about evicting the first of them. */
async function judge(
  budgets: PodDisruptionBudget['spec'][],
  { unready = 0, evict = 'ready' }: { unready?: number; evict?: 'ready' | 'unready' } = {},
) {
  await using cluster = startSteppedCluster()
  cluster.client.create('deployments', webDeployment())
  for (const [index, spec] of budgets.entries()) {
    cluster.client.create('poddisruptionbudgets', {
      metadata: { name: `web-${index}`, namespace: 'dev' },
      spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    })
  }
  await cluster.settle()
  const pods = cluster.pods()
  for (const pod of pods.slice(0, unready)) cluster.kubelet.setReady(pod, false)
  await cluster.settle()
  const [first, last] = [cluster.pods()[0], cluster.pods().at(-1)]
  const pod = evict === 'unready' ? first : last
  if (pod === undefined) throw new Error('no pod')
  return evictionAllowed(cluster.client, pod)
}

const needs = (healthy: number, current: number) => ({
  allowed: false,
  message: `The disruption budget web-0 needs ${healthy} healthy pods and has ${current} currently`,
})

test.for<{
  title: string
  budgets: PodDisruptionBudget['spec'][]
  pods?: Parameters<typeof judge>[1]
  want: object
}>([
  { title: 'without a budget', budgets: [], want: { allowed: true } },
  { title: 'with a budget to spare', budgets: [{ minAvailable: 2 }], want: { allowed: true } },
  { title: 'with a budget that needs every pod', budgets: [{ minAvailable: 3 }], want: needs(3, 3) },
  {
    title: 'a ready pod while another is not',
    budgets: [{ maxUnavailable: 1 }],
    pods: { unready: 1 },
    want: needs(2, 2),
  },
  {
    title: 'an unready pod while enough others are ready',
    budgets: [{ maxUnavailable: 1 }],
    pods: { unready: 1, evict: 'unready' },
    want: { allowed: true },
  },
  {
    title: 'an unready pod while too few are ready',
    budgets: [{ minAvailable: 2 }],
    pods: { unready: 2, evict: 'unready' },
    want: needs(2, 1),
  },
  {
    title: 'an unready pod whose budget always allows that',
    budgets: [{ minAvailable: 2, unhealthyPodEvictionPolicy: 'AlwaysAllow' }],
    pods: { unready: 2, evict: 'unready' },
    want: { allowed: true },
  },
  {
    title: 'a pod with two budgets',
    budgets: [{ minAvailable: 1 }, { minAvailable: 1 }],
    want: {
      allowed: false,
      message:
        'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    },
  },
])('eviction of $title', async ({ budgets, pods, want }) => {
  expect(await judge(budgets, pods)).toEqual(want)
})

test('one eviction after the other counts at once', async () => {
  await using cluster = startSteppedCluster()
  cluster.kubelet.endsAtOnce = false
  cluster.client.create('deployments', webDeployment())
  cluster.client.create('poddisruptionbudgets', {
    metadata: { name: 'web', namespace: 'dev' },
    spec: { selector: { matchLabels: { app: 'web' } }, minAvailable: 2 },
  })
  await cluster.settle()
  const [first, second] = cluster.pods()
  if (first === undefined || second === undefined) throw new Error('no pods')
  cluster.kubelet.decide = () => 'pending'
  cluster.client.delete('pods', 'dev', first.metadata.name)
  await cluster.settle()
  expect(evictionAllowed(cluster.client, second).allowed).toBe(false)
})
