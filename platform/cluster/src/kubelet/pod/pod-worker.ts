import { describeError } from '@gitops-example/kit/errors'
import type { Container, Pod } from '#kubernetes/core/v1'
import { hostPortsAnnotation, parseHostPorts } from '../../client/host-ports.ts'
import type { Live } from '../../machinery/objects.ts'
import type { ContainerContext } from '../container/container-context.ts'
import { ContainerWorker } from '../container/container-worker.ts'
import { GracePeriod } from '../container/grace-period.ts'
import type { NodeDeps } from './node-deps.ts'
import { PodFiles } from './pod-files.ts'
import { PodReporter } from './pod-reporter.ts'

interface Part {
  worker: ContainerWorker
  kind: 'init' | 'sidecar' | 'main'
}

/** One pod of this node, from its binding until nothing of it is left. */
export class PodWorker {
  readonly hostPorts: ReadonlyMap<number, number>
  readonly #deps: NodeDeps
  readonly #files: PodFiles
  readonly #parts: Part[]
  readonly #reporter: PodReporter
  readonly #stopping = new AbortController()
  readonly #startedAt: number
  #pod: Live<Pod>
  #grace: GracePeriod | undefined
  #ended: Promise<void> | undefined
  #failure: { reason: string; message: string } | undefined
  #deadline: Disposable | undefined

  constructor(pod: Live<Pod>, deps: NodeDeps) {
    const { context } = deps
    this.#pod = pod
    this.#deps = deps
    this.#startedAt = context.clock.now()
    this.hostPorts = parseHostPorts(pod.metadata.annotations?.[hostPortsAnnotation]) ?? new Map()
    this.#files = new PodFiles({
      deps,
      pod: () => this.#pod,
      hostPorts: this.hostPorts,
      signal: this.#stopping.signal,
    })
    this.#parts = this.#makeParts()
    this.#reporter = new PodReporter(deps, () => this.#observed())
  }

  get uid(): string {
    return this.#pod.metadata.uid
  }

  get pod(): Live<Pod> {
    return this.#pod
  }

  /** Directories of the images that its containers run from. */
  get imageRoots(): Iterable<string> {
    return this.#files.imageRoots
  }

  worker(container: string): ContainerWorker | undefined {
    return this.#parts.find(({ worker }) => worker.container.name === container)?.worker
  }

  get workers(): ContainerWorker[] {
    return this.#parts.map(({ worker }) => worker)
  }

  start(): void {
    const { activeDeadlineSeconds } = this.#pod.spec ?? {}
    if (activeDeadlineSeconds !== undefined) {
      this.#deadline = this.#deps.context.clock.after(activeDeadlineSeconds * 1000, () =>
        this.#passDeadline(),
      )
    }
    this.#reporter.changed()
    this.#live().catch((error) => {
      this.#deps.context.log(`pod ${this.#name()}: ${describeError(error)}`)
      this.#deps.recorder.warning(this.#pod, 'FailedCreatePodSandBox', describeError(error))
    })
  }

  /** Takes a newer state of the object: what its volumes show of it, and how long it may take to end. */
  update(pod: Live<Pod>): void {
    const old = this.#pod
    this.#pod = pod
    for (const { name, image = '' } of [
      ...(pod.spec?.initContainers ?? []),
      ...(pod.spec?.containers ?? []),
    ]) {
      const worker = this.worker(name)
      if (worker !== undefined && worker.container.image !== image) worker.changeImage(image)
    }
    if (pod.metadata.deletionTimestamp !== undefined) void this.end(graceMs(pod))
    else if (pod.spec?.readinessGates?.length) this.#reporter.changed() // others set their conditions
    this.#files.changed(old, pod)
  }

  /** Ends everything within the time; called again, it can only shorten that. Resolves when no process is left. */
  end(withinMs: number): Promise<void> {
    if (this.#grace === undefined) this.#grace = new GracePeriod(this.#deps.context.clock, withinMs)
    else this.#grace.shorten(withinMs)
    this.#ended ??= this.#end(this.#grace)
    return this.#ended
  }

  /** Removes what the pod left on disk. */
  async remove(): Promise<void> {
    await this.#files.remove()
  }

  async #live(): Promise<void> {
    this.#files.make()
    for (const { worker, kind } of this.#parts) {
      if (kind === 'main') continue
      if (this.#stopping.signal.aborted) return
      const finished = worker.start()
      if (kind === 'sidecar') {
        await worker.started
        continue
      }
      await finished
      const { run } = worker.state
      if (run.phase !== 'terminated' || run.exitCode !== 0) return await this.#complete()
    }
    if (this.#stopping.signal.aborted) return
    for (const worker of this.#main()) worker.state.run = { phase: 'waiting', reason: 'ContainerCreating' }
    await Promise.all(this.#main().map((worker) => worker.start()))
    await this.#complete()
  }

  /** All containers are done by themselves: sidecars end now, and the last status is reported. */
  async #complete(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    this.#reporter.changed()
    await this.end(graceMs(this.#pod))
  }

  async #end(grace: GracePeriod): Promise<void> {
    this.#stopping.abort()
    this.#deadline?.[Symbol.dispose]()
    await this.#trafficMoved(grace)
    const ofKind = (wanted: Part['kind']) => this.#parts.filter(({ kind }) => kind === wanted)
    const first = [...ofKind('main'), ...ofKind('init')]
    await Promise.all(first.map(({ worker }) => worker.stop(grace)))
    for (const { worker } of ofKind('sidecar').toReversed()) await worker.stop(grace)
    this.#files.endStragglers()
    grace[Symbol.dispose]()
    this.#files[Symbol.dispose]()
    this.#reporter.finish()
  }

  /** Waits, while there is time, until nobody is sent to it any more: whoever still is could find it gone. */
  async #trafficMoved({ over }: GracePeriod): Promise<void> {
    const { trafficSettled } = this.#deps.context
    if (trafficSettled === undefined || over.aborted) return
    const outOfTime = new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }))
    await Promise.race([trafficSettled(), outOfTime])
  }

  #passDeadline(): void {
    this.#failure = {
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    }
    const { recorder } = this.#deps
    recorder.normal(this.#pod, this.#failure.reason, this.#failure.message)
    void this.end(graceMs(this.#pod))
  }

  #observed() {
    const states = (kinds: Part['kind'][]) =>
      this.#parts.filter(({ kind }) => kinds.includes(kind)).map(({ worker }) => worker.state)
    return {
      uid: this.uid,
      namespace: this.#pod.metadata.namespace ?? '',
      name: this.#pod.metadata.name,
      init: states(['init', 'sidecar']),
      main: states(['main']),
      sidecars: new Set(states(['sidecar']).map(({ name }) => name)),
      startedAt: this.#startedAt,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    }
  }

  #main(): ContainerWorker[] {
    return this.#parts.filter(({ kind }) => kind === 'main').map(({ worker }) => worker)
  }

  #makeParts(): Part[] {
    const { initContainers = [], containers = [], restartPolicy = 'Always' } = this.#pod.spec ?? {}
    const hasInit = initContainers.length > 0
    const firstReason = hasInit ? 'PodInitializing' : 'ContainerCreating'
    const make = (container: Container, policy: string) =>
      new ContainerWorker(container, policy, firstReason, this.#containerContext())
    return [
      ...initContainers.map((container): Part => {
        const isSidecar = container.restartPolicy === 'Always'
        // An init container that succeeded is done whatever the pod's policy; see the Init Containers page.
        const policy = isSidecar ? 'Always' : restartPolicy === 'Never' ? 'Never' : 'OnFailure'
        return { worker: make(container, policy), kind: isSidecar ? 'sidecar' : 'init' }
      }),
      ...containers.map((container): Part => ({ worker: make(container, restartPolicy), kind: 'main' })),
    ]
  }

  #containerContext(): ContainerContext {
    const { context, recorder, images, runtime, changes } = this.#deps
    const { namespace = '', name, uid } = this.#pod.metadata
    const fieldPath = (container: string) => {
      const isInit = this.#pod.spec?.initContainers?.some((init) => init.name === container)
      return `spec.${isInit ? 'initContainers' : 'containers'}{${container}}`
    }
    return {
      clock: context.clock,
      runtime,
      podName: `${namespace}/${name}`,
      podFullName: `${name}_${namespace}(${uid})`,
      hostPorts: this.hostPorts,
      graceMs: () => graceMs(this.#pod),
      pull: (container) => images.pull(container.image ?? '', container.imagePullPolicy ?? 'IfNotPresent'),
      prepare: (container, image) => this.#files.prepare(container, image),
      logPath: (container, run) => this.#files.logPath(container, run),
      sourceVersion: () => changes.version,
      sourceChanged: (seen, signal) => changes.next(namespace, seen, signal),
      changed: () => this.#reporter.changed(),
      normal: (container, reason, message) =>
        recorder.normal(this.#pod, reason, message, fieldPath(container)),
      warning: (container, reason, message) =>
        recorder.warning(this.#pod, reason, message, fieldPath(container)),
      failed: (_container, reason, lastLines) =>
        context.events.emit('pod.failed', {
          namespace,
          pod: name,
          reason,
          lastLines,
          at: context.clock.now(),
        }),
    }
  }

  #name(): string {
    return `${this.#pod.metadata.namespace}/${this.#pod.metadata.name}`
  }
}

/** What the pod is given to end: as the delete asked, else as its spec says. */
function graceMs({ metadata, spec }: Live<Pod>): number {
  return (metadata.deletionGracePeriodSeconds ?? spec?.terminationGracePeriodSeconds ?? 30) * 1000
}
