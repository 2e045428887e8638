import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError } from '@gitops-example/kit/errors'
import type { Container, Pod } from 'kubernetes-types/core/v1.js'
import { hostPortsAnnotation, parseHostPorts } from '../../controllers/endpointslice/host-ports.ts'
import type { Live } from '../../objects.ts'
import type { ContainerContext } from '../container/container-context.ts'
import { containerUser, type ProcessUser } from '../container/container-user.ts'
import { ContainerWorker } from '../container/container-worker.ts'
import { GracePeriod } from '../container/grace-period.ts'
import { prepareContainer } from '../container/prepare-container.ts'
import type { Image } from '../images/image-store.ts'
import { makeSharedDirectory } from '../shared-directory.ts'
import { PodVolumes } from '../volumes/pod-volumes.ts'
import { awaitServiceEnv } from './await-services.ts'
import type { NodeDeps } from './node-deps.ts'
import { PodReporter } from './pod-reporter.ts'

interface Part {
  worker: ContainerWorker
  kind: 'init' | 'sidecar' | 'main'
}

/** One pod of this node, from its binding until nothing of it is left. */
export class PodWorker {
  readonly hostPorts: ReadonlyMap<number, number>
  readonly #deps: NodeDeps
  readonly #directory: string
  readonly #volumes: PodVolumes
  readonly #parts: Part[]
  readonly #reporter: PodReporter
  readonly #stopping = new AbortController()
  readonly #startedAt: number
  readonly #imagesInUse = new Map<string, string>()
  readonly #sources: Disposable
  #pod: Live<Pod>
  #serviceEnv: Record<string, string> = {}
  #users: Promise<Map<string, ProcessUser | undefined>> | undefined
  #grace: GracePeriod | undefined
  #ended: Promise<void> | undefined
  #failure: { reason: string; message: string } | undefined
  #deadline: Disposable | undefined

  constructor(pod: Live<Pod>, deps: NodeDeps) {
    const { context, options } = deps
    this.#pod = pod
    this.#deps = deps
    this.#startedAt = context.clock.now()
    this.hostPorts = parseHostPorts(pod.metadata.annotations?.[hostPortsAnnotation]) ?? new Map()
    this.#directory = join(options.podsDir, pod.metadata.uid)
    this.#volumes = new PodVolumes({
      directory: join(this.#directory, 'volumes'),
      nodeName: options.name,
      client: context.client,
    })
    this.#parts = this.#makeParts()
    this.#reporter = new PodReporter(deps, () => this.#observed())
    this.#sources = deps.changes.on((kind, namespace, name) => {
      if (kind === 'Service' || namespace !== this.#pod.metadata.namespace) return
      if (PodVolumes.reads(this.#pod, kind, name)) this.#refreshVolumes()
    })
  }

  get uid(): string {
    return this.#pod.metadata.uid
  }

  get pod(): Live<Pod> {
    return this.#pod
  }

  /** Directories of the images that its containers run from. */
  get imageRoots(): Iterable<string> {
    return this.#imagesInUse.values()
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

  /** Takes a newer state of the object: what its volumes tell about it, and how long it may take to end. */
  update(pod: Live<Pod>): void {
    const told = this.#pod.metadata
    this.#pod = pod
    const { labels, annotations, deletionTimestamp } = pod.metadata
    for (const { name, image = '' } of [
      ...(pod.spec?.initContainers ?? []),
      ...(pod.spec?.containers ?? []),
    ]) {
      const worker = this.worker(name)
      if (worker !== undefined && worker.container.image !== image) worker.changeImage(image)
    }
    if (deletionTimestamp !== undefined) void this.end(graceMs(pod))
    else if (pod.spec?.readinessGates?.length) this.#reporter.changed() // others set their conditions
    if (labels !== told.labels || annotations !== told.annotations) this.#refreshVolumes()
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
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 3 })
  }

  async #live(): Promise<void> {
    for (const name of ['', 'containers', 'volumes', 'logs']) makeSharedDirectory(join(this.#directory, name))
    const { client, clock } = this.#deps.context
    this.#serviceEnv = await awaitServiceEnv({
      pod: this.#pod,
      client,
      clock,
      changes: this.#deps.changes,
      signal: this.#stopping.signal,
    })
    const sidecars: ContainerWorker[] = []
    for (const { worker, kind } of this.#parts) {
      if (kind === 'main') continue
      if (this.#stopping.signal.aborted) return
      const finished = worker.start()
      if (kind === 'sidecar') {
        sidecars.push(worker)
        await worker.started
        continue
      }
      await finished
      const { run } = worker.state
      if (run.phase !== 'terminated' || run.exitCode !== 0) return void this.#complete()
    }
    if (this.#stopping.signal.aborted) return
    for (const worker of this.#main()) worker.state.run = { phase: 'waiting', reason: 'ContainerCreating' }
    await Promise.all(this.#main().map((worker) => worker.start()))
    await this.#complete()
  }

  /** All containers are done by themselves: sidecars end now, and the last status is told. */
  async #complete(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    this.#reporter.changed()
    await this.end(graceMs(this.#pod))
  }

  async #end(grace: GracePeriod): Promise<void> {
    this.#stopping.abort()
    this.#deadline?.[Symbol.dispose]()
    const ofKind = (wanted: Part['kind']) => this.#parts.filter(({ kind }) => kind === wanted)
    const first = [...ofKind('main'), ...ofKind('init')]
    await Promise.all(first.map(({ worker }) => worker.stop(grace)))
    for (const { worker } of ofKind('sidecar').toReversed()) await worker.stop(grace)
    grace[Symbol.dispose]()
    this.#sources[Symbol.dispose]()
    this.#reporter.finish()
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
      prepare: (container, image) => this.#prepare(container, image),
      logPath: (container, run) => join(this.#directory, 'logs', container, `${run}.log`),
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

  async #prepare(container: Container, image: Image) {
    const { context, options, ownUid } = this.#deps
    this.#imagesInUse.set(container.name, image.root)
    if (this.#pod.spec?.volumes?.length) {
      this.#users ??= this.#volumeUsers()
      await this.#volumes.write(this.#pod, await this.#users)
    }
    const prepared = await prepareContainer({
      pod: this.#pod,
      container,
      image,
      client: context.client,
      nodeName: options.name,
      directory: join(this.#directory, 'containers', container.name),
      volumePath: (name) => this.#volumes.path(name),
      serviceEnv: this.#serviceEnv,
      hostPorts: this.hostPorts,
      runtimePath: options.runtimePath,
      defaultUser: options.defaultUser,
      ownUid,
    })
    for (const port of prepared.untoldPorts) {
      const message = `port ${port} of container ${container.name} is ${this.hostPorts.get(port)} on this machine, and no variable has the value ${port} by which the process could learn it`
      this.#deps.recorder.warning(this.#pod, 'PortNotTold', message)
    }
    return prepared
  }

  /** The users of all containers, as far as their images are there: volumes belong to those who mount them. */
  async #volumeUsers(): Promise<Map<string, ProcessUser | undefined>> {
    const { images, options, ownUid } = this.#deps
    const users = new Map<string, ProcessUser | undefined>()
    for (const { container } of this.workers) {
      const image = await images.pull(container.image ?? '', 'IfNotPresent').catch(() => undefined)
      const imageUser = image?.config.user ?? ''
      const { runAsNonRoot: _checkedLater, ...securityContext } = container.securityContext ?? {}
      const { runAsNonRoot: _too, ...ofPod } = this.#pod.spec?.securityContext ?? {}
      const user = containerUser({
        spec: { securityContext: ofPod },
        container: { name: container.name, securityContext },
        imageUser,
        defaultUser: options.defaultUser,
        ownUid,
      })
      users.set(container.name, user)
    }
    return users
  }

  #refreshVolumes(): void {
    if (this.#users === undefined || this.#stopping.signal.aborted) return
    this.#users
      .then((users) => this.#volumes.write(this.#pod, users))
      .catch((error) => this.#deps.recorder.warning(this.#pod, 'FailedMount', describeError(error)))
  }

  #name(): string {
    return `${this.#pod.metadata.namespace}/${this.#pod.metadata.name}`
  }
}

/** What the pod is given to end: as the delete asked, else as its spec says. */
function graceMs({ metadata, spec }: Live<Pod>): number {
  return (metadata.deletionGracePeriodSeconds ?? spec?.terminationGracePeriodSeconds ?? 30) * 1000
}
