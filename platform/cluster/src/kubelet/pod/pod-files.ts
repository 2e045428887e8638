import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import { describeError } from '@gitops-example/kit/errors'
import { removeTree } from '@gitops-example/kit/files/remove-tree'
import type { Container, Pod } from '#kubernetes/core/v1'
import { sameJson } from '../../machinery/json/same.ts'
import type { Live } from '../../machinery/objects.ts'
import type { ProcessUser } from '../container/container-user.ts'
import { type PreparedContainer, prepareContainer } from '../container/prepare-container.ts'
import type { Image } from '../images/image-store.ts'
import { makePackageBoundary } from '../package-boundary.ts'
import { endProcesses, ofUsers } from '../process/end-processes.ts'
import { makeSharedDirectory } from '../shared-directory.ts'
import { PodVolumes } from '../volumes/pod-volumes.ts'
import { volumeUsers } from '../volumes/volume-users.ts'
import { awaitServiceEnv } from './await-services.ts'
import type { NodeDeps } from './node-deps.ts'

interface PodFilesOptions {
  deps: NodeDeps
  /** The newest state of the object. */
  pod: () => Live<Pod>
  hostPorts: ReadonlyMap<number, number>
  /** Aborted when the pod is to end. */
  signal: AbortSignal
}

/** What a pod has on disk: its volumes, and the files of each container. */
export class PodFiles implements Disposable {
  readonly #options: PodFilesOptions
  readonly #directory: string
  readonly #volumes: PodVolumes
  readonly #imageRoots = new Map<string, string>()
  readonly #sources: Disposable
  readonly #groups = new Map<string, number>()
  #users: Promise<Map<string, ProcessUser | undefined>> | undefined
  #hasAwaitedServices = false

  constructor(options: PodFilesOptions) {
    const { deps, pod } = options
    this.#options = options
    this.#directory = join(deps.options.podsDir, pod().metadata.uid)
    this.#volumes = new PodVolumes({
      directory: join(this.#directory, 'volumes'),
      nodeName: deps.options.name,
      client: deps.context.client,
      hostUser: (user) => this.#hostUser(user),
    })
    this.#sources = deps.changes.on((kind, namespace, name) => {
      if (kind === 'Service' || namespace !== pod().metadata.namespace) return
      if (PodVolumes.reads(pod(), kind, name)) this.#refreshVolumes()
    })
  }

  /** Directories of the images that the containers run from. */
  get imageRoots(): Iterable<string> {
    return this.#imageRoots.values()
  }

  make(): void {
    for (const name of ['', 'containers', 'volumes', 'logs']) makeSharedDirectory(join(this.#directory, name))
    makePackageBoundary(this.#directory)
  }

  /** Ends the updates of volumes. */
  [Symbol.dispose]() {
    this.#sources[Symbol.dispose]()
  }

  async remove(): Promise<void> {
    const { deps, pod } = this.#options
    await removeTree(this.#directory)
    deps.users.release(pod().metadata.uid)
  }

  /** Ends what has left the containers behind, where the pod has users of its own by which it is found. */
  endStragglers(): void {
    const { deps, pod } = this.#options
    const ids = deps.users.hostIds(pod().metadata.uid)
    if (ids.size > 0) endProcesses(ofUsers((uid) => ids.has(uid)))
  }

  logPath(container: string, run: number): string {
    return join(this.#directory, 'logs', container, `${run}.log`)
  }

  /** Brings volumes that describe the pod up to date with it. */
  changed(old: Live<Pod>, pod: Live<Pod>): void {
    const isSame =
      sameJson(old.metadata.labels, pod.metadata.labels) &&
      sameJson(old.metadata.annotations, pod.metadata.annotations)
    if (!isSame) this.#refreshVolumes()
  }

  /** Makes what one run of a container needs. Throws `MissingSource`, or a config error for what cannot be done. */
  async prepare(container: Container, image: Image): Promise<PreparedContainer> {
    const { deps, hostPorts } = this.#options
    const { context, options, ownUid, recorder } = deps
    const pod = this.#options.pod()
    this.#imageRoots.set(container.name, image.root)
    const serviceEnv = await this.#serviceEnv(pod)
    if (pod.spec?.volumes?.length) {
      this.#users ??= volumeUsers({ pod, images: deps.images, defaultUser: options.defaultUser, ownUid })
      await this.#volumes.write(pod, await this.#users)
    }
    const prepared = await prepareContainer({
      pod,
      container,
      image,
      client: context.client,
      nodeName: options.name,
      directory: join(this.#directory, 'containers', container.name),
      volumePath: (name) => this.#volumes.path(name),
      serviceEnv,
      hostPorts,
      runtimePath: options.runtimePath,
      defaultUser: options.defaultUser,
      ownUid,
      hostUser: (user) => this.#hostUser(user),
    })
    this.#closeToOthers(container.name, prepared.user)
    for (const port of prepared.untoldPorts) {
      const message = `port ${port} of container ${container.name} is ${hostPorts.get(port)} on this machine, and no variable has the value ${port} by which the process could learn it`
      recorder.warning(pod, 'PortNotTold', message)
    }
    return prepared
  }

  #hostUser(user: ProcessUser | undefined): ProcessUser | undefined {
    const { deps, pod } = this.#options
    return deps.users.hostUser(pod().metadata.uid, user)
  }

  /** Volumes that every user of the pod may write to are out of reach of other pods, where it has one group only. */
  #closeToOthers(container: string, user: ProcessUser | undefined): void {
    if (user === undefined) return
    this.#groups.set(container, user.gid)
    const hasOne = new Set(this.#groups.values()).size === 1
    chownSync(this.#directory, this.#options.deps.ownUid, user.gid)
    chmodSync(this.#directory, hasOne ? 0o710 : 0o711)
  }

  /** Read again for each run, as upstream does; only the first waits for Services. */
  async #serviceEnv(pod: Live<Pod>): Promise<Record<string, string>> {
    const { deps, signal } = this.#options
    const { context, changes, recorder } = deps
    const { env, unreachable } = await awaitServiceEnv({
      pod,
      client: context.client,
      clock: context.clock,
      changes,
      signal,
      isPatient: !this.#hasAwaitedServices,
    })
    this.#hasAwaitedServices = true
    if (unreachable.length > 0 && !signal.aborted) {
      const message = `Services have no port on this machine yet, so their variables are missing: ${unreachable.join(', ')}`
      recorder.warning(pod, 'ServicesNotReachable', message)
    }
    return env
  }

  #refreshVolumes(): void {
    const { deps, pod, signal } = this.#options
    if (this.#users === undefined || signal.aborted) return
    this.#users
      .then((users) => this.#volumes.write(pod(), users))
      .catch((error) => deps.recorder.warning(pod(), 'FailedMount', describeError(error)))
  }
}
