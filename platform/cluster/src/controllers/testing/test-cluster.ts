import { Events } from '@gitops-example/kit/events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import type { Deployment } from 'kubernetes-types/apps/v1.js'
import type { Pod } from 'kubernetes-types/core/v1.js'
import type { ClusterEvents } from '../../client/cluster-events.ts'
import type { ContainerUsage } from '../../client/kubelet.ts'
import { isPodActive, isPodReady } from '../../client/pod-state.ts'
import type { Live } from '../../machinery/objects.ts'
import { startControllers } from '../controllers.ts'
import { FakeCluster } from './fake-cluster.ts'
import { FakeKubelet } from './fake-kubelet.ts'

interface TestClusterOptions {
  /** What the pods that run are to use. */
  usage?: (running: { namespace: string; name: string }[]) => ContainerUsage[]
}

/** A cluster with every controller and a node that only pretends, on a clock that the test steps. */
export function startTestCluster({ usage }: TestClusterOptions = {}) {
  const clock = new FakeClock()
  const client = new FakeCluster(clock)
  const lines: string[] = []
  const events = new Events<ClusterEvents>()
  const controllers = startControllers({
    client,
    clock,
    events,
    allObjects: client,
    log: (line) => lines.push(line),
    ...(usage && { usage: () => usage(runningPods()) }),
  })
  const runningPods = () =>
    client
      .list('pods')
      .filter(isPodActive)
      .map(({ metadata: { namespace = '', name } }) => ({ namespace, name }))
  const kubelet = new FakeKubelet(client, clock)
  client.create('namespaces', { metadata: { name: 'dev' }, spec: { finalizers: ['kubernetes'] } })

  return {
    client,
    clock,
    kubelet,
    /** Lines that the controllers logged: failures that they tried again. */
    lines,
    /** Lets everything happen that needs no more time than given. */
    async settle(ms = 0) {
      await clock.advance(ms)
      for (let before = -1; before !== client.log.length; ) {
        before = client.log.length
        for (let turn = 0; turn < 3; turn++) await clock.advance(0)
      }
    },
    pods: (): Live<Pod>[] => client.list('pods', { namespace: 'dev' }),
    readyPods: () => client.list('pods').filter((pod) => isPodActive(pod) && isPodReady(pod)),
    eventReasons: () => client.list('events').map(({ reason, message }) => `${reason}: ${message}`),
    deployment(name = 'web'): Live<Deployment> {
      const live = client.get('deployments', 'dev', name)
      if (live === undefined) throw new Error(`no Deployment ${name}`)
      return live
    },
    async [Symbol.asyncDispose]() {
      kubelet[Symbol.dispose]()
      await controllers.stop()
    },
  }
}

export type TestCluster = ReturnType<typeof startTestCluster>

/** A Deployment `web` in namespace `dev` as the API would have filled it in. */
export function webDeployment(
  spec: Partial<NonNullable<Deployment['spec']>> = {},
  image = 'web:1',
): Deployment {
  return {
    metadata: { name: 'web', namespace: 'dev', labels: { app: 'web' } },
    spec: {
      replicas: 3,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      selector: { matchLabels: { app: 'web' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image, ports: [{ containerPort: 8080, name: 'http' }] }] },
      },
      ...spec,
    },
  }
}

/** Changes the live Deployment's spec, as an apply would. */
export function changeDeployment(cluster: TestCluster, change: Partial<NonNullable<Deployment['spec']>>) {
  const live = cluster.deployment()
  if (live.spec === undefined) throw new Error('no spec')
  cluster.client.update('deployments', { ...live, spec: { ...live.spec, ...change } })
}

export function imageOf(pod: Pick<Pod, 'spec'>): string {
  return pod.spec?.containers[0]?.image ?? ''
}
