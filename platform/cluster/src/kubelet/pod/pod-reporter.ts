import { describeError } from '@gitops-example/kit/errors'
import type { Pod } from '#kubernetes/core/v1'
import { isPodReady } from '../../client/pod-state.ts'
import type { Live } from '../../machinery/objects.ts'
import type { NodeDeps } from './node-deps.ts'
import { type PodStatusInput, podStatus } from './pod-status.ts'

export interface ObservedPod extends Omit<PodStatusInput, 'pod' | 'isOver' | 'now'> {
  uid: string
  namespace: string
  name: string
}

/** Reports to the API, and to whoever started the cluster, how a pod fares: once after any number of changes in a row. */
export class PodReporter {
  readonly #deps: NodeDeps
  readonly #observe: () => ObservedPod
  #isScheduled = false
  #isOver = false
  #wasStarted = false
  #wasReady = false

  constructor(deps: NodeDeps, observe: () => ObservedPod) {
    this.#deps = deps
    this.#observe = observe
  }

  changed(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#isScheduled = false
      this.#write()
    })
  }

  /** Nothing of the pod runs or will: writes the last status at once. */
  finish(): void {
    this.#isOver = true
    this.#write()
  }

  #write(): void {
    const { client, clock, log } = this.#deps.context
    const observed = this.#observe()
    const { namespace, name, uid } = observed
    const pod = client.get('pods', namespace, name)
    if (pod?.metadata.uid !== uid) return
    try {
      const status = podStatus({ ...observed, pod, isOver: this.#isOver, now: clock.now() })
      const written = client.updateStatus('pods', { ...pod, status })
      this.#announce(observed, written)
    } catch (error) {
      log(`pod ${namespace}/${name}: cannot write its status: ${describeError(error)}`)
    }
  }

  #announce({ main }: ObservedPod, pod: Live<Pod>): void {
    const { events, clock } = this.#deps.context
    const facts = {
      namespace: pod.metadata.namespace ?? '',
      pod: pod.metadata.name,
      images: main.map(({ image }) => image),
      at: clock.now(),
    }
    if (!this.#wasStarted && main.every(({ run }) => run.phase !== 'waiting')) {
      this.#wasStarted = true
      events.emit('pod.started', facts)
    }
    const isReady = isPodReady(pod)
    if (isReady && !this.#wasReady) events.emit('pod.ready', facts)
    this.#wasReady = isReady
  }
}
