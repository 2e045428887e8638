import type { Clock } from '@gitops-example/kit/clock'
import type { Pod, PodStatus } from '#kubernetes/core/v1'
import type { ClusterClient } from '../client/cluster-client.ts'
import { hostPortsAnnotation } from '../client/host-ports.ts'
import type { Live } from '../machinery/objects.ts'
import { timestamp } from '../machinery/time.ts'

/** What the kubelet does with a pod that it sees for the first time. */
export type PodFate = 'ready' | 'running' | 'pending'

/** Places every pod on a node and decides its fate by `decide`; ends pods that are deleted, at once or on `end`. */
export class FakeKubelet implements Disposable {
  readonly #client: ClusterClient
  readonly #clock: Clock
  readonly #watch: Disposable
  #nextPort = 40_000
  decide: (pod: Live<Pod>) => PodFate = () => 'ready'
  /** Whether a deleted pod goes at once; otherwise it is terminating until `end`. */
  endsAtOnce = true

  constructor(client: ClusterClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
    this.#watch = client.watch('pods', ({ type, object }) => {
      const pod = this.#live(object)
      if (type === 'DELETED' || pod === undefined) return
      if (pod.metadata.deletionTimestamp !== undefined && this.endsAtOnce) this.end(pod)
      else if (pod.spec?.nodeName === undefined) this.#place(pod)
    })
  }

  [Symbol.dispose]() {
    this.#watch[Symbol.dispose]()
  }

  setReady(pod: Live<Pod>, ready = true) {
    this.setStatus(pod, {
      phase: 'Running',
      podIP: '127.0.0.1',
      conditions: [
        { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: timestamp(this.#clock) },
      ],
    })
  }

  finish(pod: Live<Pod>, phase: 'Succeeded' | 'Failed') {
    const terminated = { exitCode: phase === 'Succeeded' ? 0 : 1, finishedAt: timestamp(this.#clock) }
    const main = {
      name: 'main',
      image: '',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { terminated },
    }
    this.setStatus(pod, { phase, containerStatuses: [main] })
  }

  setStatus(pod: Live<Pod>, status: PodStatus) {
    const live = this.#live(pod)
    if (live !== undefined) this.#client.updateStatus('pods', { ...live, status })
  }

  end(pod: Live<Pod>) {
    this.#client.delete('pods', pod.metadata.namespace ?? '', pod.metadata.name, { gracePeriodSeconds: 0 })
  }

  #place(pod: Live<Pod>) {
    const ports = pod.spec?.containers.flatMap(({ ports = [] }) => ports) ?? []
    const hostPorts = Object.fromEntries(ports.map(({ containerPort }) => [containerPort, this.#nextPort++]))
    const placed = this.#client.update('pods', {
      ...pod,
      metadata: {
        ...pod.metadata,
        annotations: { ...pod.metadata.annotations, [hostPortsAnnotation]: JSON.stringify(hostPorts) },
      },
      ...(pod.spec === undefined ? {} : { spec: { ...pod.spec, nodeName: 'local' } }),
    })
    const fate = this.decide(placed)
    if (fate === 'ready') this.setReady(placed)
    if (fate === 'running') this.setReady(placed, false)
  }

  #live(pod: Live<Pod>): Live<Pod> | undefined {
    const live = this.#client.get('pods', pod.metadata.namespace ?? '', pod.metadata.name)
    return live?.metadata.uid === pod.metadata.uid ? live : undefined
  }
}
