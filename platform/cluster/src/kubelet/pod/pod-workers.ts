import { describeError } from '@gitops-example/kit/errors'
import type { Pod } from '#kubernetes/core/v1'
import { hostPortsAnnotation } from '../../client/host-ports.ts'
import { isPodFinished } from '../../client/pod-state.ts'
import type { Live } from '../../machinery/objects.ts'
import type { PortAllocator } from '../ports/port-allocator.ts'
import type { NodeDeps } from './node-deps.ts'
import { PodWorker } from './pod-worker.ts'

/** When the node stops, its pods are given no longer than this. */
const stopGraceMs = 2000

/** The pods that are bound to this node, each with its worker. */
export class PodWorkers {
  readonly #deps: NodeDeps
  readonly #ports: PortAllocator
  readonly #workers = new Map<string, PodWorker>()
  readonly #leaving = new Set<Promise<void>>()
  readonly #watch: Disposable
  readonly #finishing = new Set<string>()
  #isStopped = false

  constructor(deps: NodeDeps, ports: PortAllocator) {
    this.#deps = deps
    this.#ports = ports
    this.#watch = deps.context.client.watch('pods', ({ type, object }) => {
      if (type === 'DELETED') this.#gone(object)
      else this.#observe(object)
    })
  }

  all(): PodWorker[] {
    return [...this.#workers.values()]
  }

  find(namespace: string, name: string): PodWorker | undefined {
    return this.all().find(
      ({ pod: { metadata } }) => metadata.name === name && metadata.namespace === namespace,
    )
  }

  /** Ends the processes of every pod, at the same time; the objects stay as they are. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#watch[Symbol.dispose]()
    await Promise.all(
      this.all().map(async (worker) => {
        await worker.end(stopGraceMs)
        await worker.remove()
      }),
    )
    await Promise.all(this.#leaving)
  }

  #observe(pod: Live<Pod>): void {
    const { options } = this.#deps
    if (this.#isStopped || pod.spec?.nodeName === undefined) return
    if (pod.spec.nodeName !== options.name) {
      // A node that does not exist will never end it.
      if (pod.metadata.deletionTimestamp !== undefined) this.#removeObject(pod)
      return
    }
    const known = this.#workers.get(pod.metadata.uid)
    if (known !== undefined) {
      known.update(pod)
      if (pod.metadata.deletionTimestamp !== undefined) void this.#finish(known)
      return
    }
    const isPlaced = pod.metadata.annotations?.[hostPortsAnnotation] !== undefined
    if (!isPlaced) {
      if (pod.metadata.deletionTimestamp !== undefined) this.#removeObject(pod)
      return
    }
    if (isPodFinished(pod)) return
    const worker = new PodWorker(pod, this.#deps)
    this.#workers.set(pod.metadata.uid, worker)
    worker.start()
    if (pod.metadata.deletionTimestamp === undefined) return
    worker.update(pod)
    void this.#finish(worker)
  }

  /** The object goes when nothing of the pod runs any more. */
  async #finish(worker: PodWorker): Promise<void> {
    if (this.#finishing.has(worker.uid)) return
    this.#finishing.add(worker.uid)
    await worker.end(Number.POSITIVE_INFINITY) // how long it may take is known to the worker already
    if (!this.#isStopped) this.#removeObject(worker.pod)
  }

  #removeObject({ metadata: { name, namespace = '', uid } }: Live<Pod>): void {
    const { client, log } = this.#deps.context
    try {
      client.delete('pods', namespace, name, { gracePeriodSeconds: 0, uid })
    } catch (error) {
      log(`pod ${namespace}/${name}: cannot remove its object: ${describeError(error)}`)
    }
  }

  /** The object is gone, by us or by force: so is everything else of the pod. */
  #gone(pod: Live<Pod>): void {
    const worker = this.#workers.get(pod.metadata.uid)
    if (worker === undefined) return
    this.#workers.delete(worker.uid)
    this.#finishing.delete(worker.uid)
    const leaving = this.#leave(worker).catch((error) =>
      this.#deps.context.log(`pod ${pod.metadata.name}: cannot remove its files: ${describeError(error)}`),
    )
    this.#leaving.add(leaving)
    void leaving.then(() => this.#leaving.delete(leaving))
  }

  async #leave(worker: PodWorker): Promise<void> {
    await worker.end(0)
    this.#ports.release(worker.hostPorts.values())
    await worker.remove()
    const inUse = new Set(this.all().flatMap(({ imageRoots }) => [...imageRoots]))
    await this.#deps.images.prune(inUse)
  }
}
