import { expect, test } from 'vitest'
import { findCondition } from '../metadata/conditions.ts'
import { startTestCluster, webDeployment } from '../testing/test-cluster.ts'

async function autoscaled(replicas: number | undefined, target = 'web') {
  const cluster = startTestCluster()
  const deployment = webDeployment({ replicas: replicas ?? 1 })
  cluster.client.create('deployments', deployment)
  cluster.client.create('horizontalpodautoscalers', {
    metadata: { name: 'web', namespace: 'dev' },
    spec: {
      minReplicas: 2,
      maxReplicas: 4,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
    },
  })
  await cluster.settle()
  const conditions = cluster.client.get('horizontalpodautoscalers', 'dev', 'web')?.status?.conditions
  return { cluster, conditions, replicas: cluster.deployment().spec?.replicas }
}

const cases = [
  { title: 'raises a target below minReplicas', replicas: 1, want: 2 },
  { title: 'lowers a target above maxReplicas', replicas: 9, want: 4 },
  { title: 'leaves a target within the limits', replicas: 3, want: 3 },
  { title: 'leaves a target at zero, which is switched off', replicas: 0, want: 0 },
]

for (const { title, replicas, want } of cases) {
  test(title, async () => {
    const result = await autoscaled(replicas)
    await using cluster = result.cluster
    expect(result.replicas).toBe(want)
    expect(cluster.readyPods()).toHaveLength(want)
  })
}

test('says in its conditions that there are no metrics to go by', async () => {
  const { cluster, conditions } = await autoscaled(3)
  await using _cluster = cluster
  expect(findCondition(conditions, 'ScalingActive')).toMatchObject({
    status: 'False',
    reason: 'MetricsNotAvailable',
    message: expect.stringContaining('metrics are not available'),
  })
})

test('says in its conditions and in an event that its target does not exist', async () => {
  const { cluster, conditions } = await autoscaled(3, 'nobody')
  await using _cluster = cluster
  expect(findCondition(conditions, 'AbleToScale')).toMatchObject({
    status: 'False',
    reason: 'FailedGetScale',
  })
  expect(cluster.eventReasons()).toContain('FailedGetScale: deployments.apps "nobody" not found')
})
