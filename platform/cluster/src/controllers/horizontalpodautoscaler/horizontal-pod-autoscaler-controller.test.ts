import { expect, test } from 'vitest'
import type { HorizontalPodAutoscalerSpec } from '#kubernetes/autoscaling/v2'
import type { ContainerUsage } from '../../client/kubelet.ts'
import { findCondition } from '../../machinery/conditions.ts'
import { type SteppedCluster, startSteppedCluster } from '../../testing/stepped-cluster.ts'
import { webDeployment } from '../../testing/web-deployment.ts'

const cpu = (averageUtilization: number) => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
})

/** A Deployment whose pods request 100m CPU, with an autoscaler; `load` is what all its pods use together, in cores. */
async function autoscaled(
  replicas: number,
  spec: Partial<HorizontalPodAutoscalerSpec> = {},
  load?: { cores: number; memoryBytes?: number },
  requests: { [resource: string]: string } = { cpu: '100m' },
) {
  const cluster = startSteppedCluster({
    ...(load === undefined ? {} : { usage: (pods) => usageOf(pods, load) }),
  })
  const deployment = webDeployment({ replicas })
  const container = { name: 'main', image: 'web:1', resources: { requests } }
  if (deployment.spec?.template.spec) deployment.spec.template.spec.containers = [container]
  cluster.client.create('deployments', deployment)
  cluster.client.create('horizontalpodautoscalers', {
    metadata: { name: 'web', namespace: 'dev' },
    spec: {
      minReplicas: 2,
      maxReplicas: 4,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      ...spec,
    },
  })
  await cluster.settle()
  return cluster
}

function usageOf(
  pods: { namespace: string; name: string }[],
  { cores, memoryBytes = 0 }: { cores: number; memoryBytes?: number },
): ContainerUsage[] {
  return pods.map(({ namespace, name }) => ({
    namespace,
    pod: name,
    container: 'main',
    cpuCores: cores / pods.length,
    memoryBytes: memoryBytes / pods.length,
    windowMs: 10_000,
    at: 0,
  }))
}

const autoscaler = (cluster: SteppedCluster) => cluster.client.get('horizontalpodautoscalers', 'dev', 'web')
const conditionOf = (cluster: SteppedCluster, type: string) =>
  findCondition(autoscaler(cluster)?.status?.conditions, type)
const sizeOf = (cluster: SteppedCluster) => cluster.deployment().spec?.replicas

test.for([
  { title: 'raises a target below minReplicas', replicas: 1, want: 2 },
  { title: 'lowers a target above maxReplicas', replicas: 9, want: 4 },
  { title: 'leaves a target within the limits', replicas: 3, want: 3 },
  { title: 'leaves a target at zero, which is switched off', replicas: 0, want: 0 },
])('without metrics it $title', async ({ replicas, want }) => {
  await using cluster = await autoscaled(replicas)
  expect(sizeOf(cluster)).toBe(want)
  expect(cluster.readyPods()).toHaveLength(want)
})

test('says in its conditions that there are no metrics to go by', async () => {
  await using cluster = await autoscaled(3)
  expect(conditionOf(cluster, 'ScalingActive')).toMatchObject({
    status: 'False',
    reason: 'MetricsNotAvailable',
    message: expect.stringContaining('metrics are not available'),
  })
})

test('says in its conditions and in an event that its target does not exist', async () => {
  await using cluster = await autoscaled(3, { scaleTargetRef: { kind: 'Deployment', name: 'nobody' } })
  expect(conditionOf(cluster, 'AbleToScale')).toMatchObject({ status: 'False', reason: 'FailedGetScale' })
  expect(cluster.eventReasons()).toContain('FailedGetScale: deployments.apps "nobody" not found')
})

test('grows with the load and says why, and shrinks when the load has been away for five minutes', async () => {
  const load = { cores: 0.3 }
  await using cluster = await autoscaled(2, { maxReplicas: 10, metrics: [cpu(50)] }, load)
  await cluster.settle(15_000)
  // What starting up has cost does not count.
  expect(sizeOf(cluster)).toBe(2)
  await cluster.settle(15_000)
  expect(sizeOf(cluster)).toBe(6)
  await cluster.settle(30_000)
  expect(autoscaler(cluster)?.status).toMatchObject({
    currentReplicas: 6,
    desiredReplicas: 6,
    currentMetrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', current: { averageValue: '50m', averageUtilization: 50 } },
      },
    ],
  })
  expect(conditionOf(cluster, 'ScalingActive')).toMatchObject({ status: 'True', reason: 'ValidMetricFound' })
  expect(cluster.eventReasons()).toContain(
    'SuccessfulRescale: New size: 6; reason: cpu resource utilization (percentage of request) above target',
  )
  load.cores = 0.1
  await cluster.settle(5 * 60_000)
  expect(sizeOf(cluster)).toBe(6)
  await cluster.settle(30_000)
  expect(sizeOf(cluster)).toBe(2)
  expect(cluster.eventReasons()).toContain('SuccessfulRescale: New size: 2; reason: All metrics below target')
})

test('goes by the metric that asks for most, memory by its average value', async () => {
  const memory = {
    type: 'Resource',
    resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } },
  }
  const load = { cores: 0.1, memoryBytes: 800 * 2 ** 20 }
  await using cluster = await autoscaled(4, { maxReplicas: 10, metrics: [cpu(50), memory] }, load)
  await cluster.settle(30_000)
  expect(sizeOf(cluster)).toBe(8)
  expect(cluster.eventReasons()).toContain(
    'SuccessfulRescale: New size: 8; reason: memory resource above target',
  )
})

test('calls a pod without a request a mistake', async () => {
  await using cluster = await autoscaled(2, { metrics: [cpu(50)] }, { cores: 1 }, {})
  expect(conditionOf(cluster, 'ScalingActive')).toMatchObject({
    status: 'False',
    reason: 'FailedGetResourceMetric',
    message: expect.stringMatching(
      /^the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container main of Pod web-/,
    ),
  })
})

test('does not shrink while another metric cannot be read, which is named', async () => {
  const external = {
    type: 'External',
    external: { metric: { name: 'queue' }, target: { type: 'Value', value: '1' } },
  }
  const behavior = { scaleDown: { stabilizationWindowSeconds: 0 } }
  await using cluster = await autoscaled(4, { behavior, metrics: [cpu(50), external] }, { cores: 0.01 })
  await cluster.settle(60_000)
  expect(sizeOf(cluster)).toBe(4)
  await using alone = await autoscaled(4, { behavior, metrics: [external] }, { cores: 0.01 })
  expect(conditionOf(alone, 'ScalingActive')).toMatchObject({
    reason: 'MetricsNotAvailable',
    message: expect.stringContaining('metrics of type External are not available in this cluster'),
  })
})
