import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPodActive, isPodReady } from '../../client/pod-state.ts'
import { startSteppedCluster } from '../../testing/stepped-cluster.ts'
import { changeDeployment, imageOf, webDeployment } from '../../testing/web-deployment.ts'

type Step =
  /** One pod that is not ready gets ready; only working versions do. */
  { kind: 'ready'; pick: number } | { kind: 'push'; version: number } | { kind: 'end'; pick: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('ready' as const), pick: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('push' as const), version: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), pick: fc.nat(20) }) },
)

/** Versions with an odd number never get ready. */
const works = (image: string) => Number(image.split(':')[1]) % 2 === 0
const template = (version: number) => webDeployment({}, `web:${version}`).spec?.template ?? {}

test('whatever is pushed while pods start and end: never fewer ready pods than replicas, never more than the surge', {
  timeout: 60_000,
}, async () => {
  const scenario = fc.record({
    replicas: fc.integer({ min: 1, max: 5 }),
    maxSurge: fc.integer({ min: 1, max: 3 }),
    steps: fc.array(step, { maxLength: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(scenario, async ({ replicas, maxSurge, steps }) => {
      await using cluster = startSteppedCluster()
      const rollingUpdate = { maxSurge, maxUnavailable: 0 }
      cluster.client.create(
        'deployments',
        webDeployment({ replicas, strategy: { type: 'RollingUpdate', rollingUpdate } }, 'web:0'),
      )
      await cluster.settle()
      cluster.kubelet.decide = () => 'running'
      cluster.kubelet.endsAtOnce = false
      let fewest = replicas
      let most = replicas
      using _watch = cluster.client.watch('pods', () => {
        fewest = Math.min(fewest, cluster.readyPods().length)
        most = Math.max(most, cluster.pods().filter(isPodActive).length)
      })
      for (const next of steps) {
        const pods = cluster.pods()
        if (next.kind === 'push') changeDeployment(cluster, { template: template(next.version) })
        if (next.kind === 'ready') {
          const starting = pods.filter((pod) => isPodActive(pod) && !isPodReady(pod) && works(imageOf(pod)))
          const pod = starting[next.pick % Math.max(1, starting.length)]
          if (pod !== undefined) cluster.kubelet.setReady(pod)
        }
        if (next.kind === 'end') {
          const leaving = pods.filter((pod) => !isPodActive(pod))
          const pod = leaving[next.pick % Math.max(1, leaving.length)]
          if (pod !== undefined) cluster.kubelet.end(pod)
        }
        await cluster.settle()
      }
      expect(fewest).toBe(replicas)
      expect(most).toBeLessThanOrEqual(replicas + maxSurge)

      // A working version gets through in the end, whatever was left behind.
      cluster.kubelet.decide = () => 'ready'
      cluster.kubelet.endsAtOnce = true
      changeDeployment(cluster, { template: template(100) })
      for (const pod of cluster.pods()) if (!isPodActive(pod)) cluster.kubelet.end(pod)
      await cluster.settle()
      expect(cluster.pods().map(imageOf)).toEqual(Array(replicas).fill('web:100'))
      expect(fewest).toBe(replicas)
      expect(cluster.lines).toEqual([])
    }),
    { seed: 11, numRuns: 20 },
  )
})

test('a Deployment of 100 pods comes up and is replaced in well under a second of processor time each', async () => {
  await using cluster = startSteppedCluster()
  const rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%' }
  const startedAt = process.threadCpuUsage()
  cluster.client.create(
    'deployments',
    webDeployment({ replicas: 100, strategy: { type: 'RollingUpdate', rollingUpdate } }),
  )
  await cluster.settle()
  expect(cluster.readyPods()).toHaveLength(100)
  expect(process.threadCpuUsage(startedAt).user).toBeLessThan(1_000_000)
  const upAt = process.threadCpuUsage()
  changeDeployment(cluster, { template: template(2) })
  await cluster.settle()
  expect(cluster.pods().map(imageOf)).toEqual(Array(100).fill('web:2'))
  expect(process.threadCpuUsage(upAt).user).toBeLessThan(1_000_000)
})
