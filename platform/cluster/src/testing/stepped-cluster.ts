import { Events } from '@gitops-example/kit/events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import type { Deployment } from '#kubernetes/apps/v1'
import type { Pod } from '#kubernetes/core/v1'
import type { ClusterClient } from '../client/cluster-client.ts'
import type { ClusterEvents } from '../client/cluster-events.ts'
import type { ContainerUsage } from '../client/kubelet.ts'
import { isPodActive, isPodReady } from '../client/pod-state.ts'
import { startControllers } from '../controllers/controllers.ts'
import type { BuiltIn, Live } from '../machinery/objects.ts'
import { FakeKubelet } from './fake-kubelet.ts'
import { createInMemoryCluster } from './in-memory-cluster.ts'

interface SteppedClusterOptions {
  /** What the pods that run are to use. */
  usage?: (running: { namespace: string; name: string }[]) => ContainerUsage[]
  /** Asked before each create; what it throws refuses the object, as a quota would. */
  admit?: (resource: keyof BuiltIn) => void
}

/** A cluster with every controller and a node that only pretends, on a clock that the test steps. */
export function startSteppedCluster({ usage, admit }: SteppedClusterOptions = {}) {
  const clock = new FakeClock()
  const { client: unlimited, allObjects, version } = createInMemoryCluster(clock)
  const client: ClusterClient = {
    ...unlimited,
    create(resource, object) {
      admit?.(resource)
      return unlimited.create(resource, object)
    },
  }
  const lines: string[] = []
  const events = new Events<ClusterEvents>()
  const controllers = startControllers({
    client,
    clock,
    events,
    allObjects,
    log: (line) => lines.push(line),
    ...(usage && { usage: () => usage(runningPods()) }),
  })
  const runningPods = () =>
    client
      .list('pods')
      .filter(isPodActive)
      .map(({ metadata: { namespace = '', name } }) => ({ namespace, name }))
  const kubelet = new FakeKubelet(client, clock)

  return {
    client,
    allObjects,
    version,
    clock,
    kubelet,
    /** Lines that the controllers logged: failures that they tried again. */
    lines,
    /** Lets everything happen that needs no more time than given. */
    async settle(ms = 0) {
      await clock.advance(ms)
      for (let before = -1; before !== version(); ) {
        before = version()
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

export type SteppedCluster = ReturnType<typeof startSteppedCluster>
