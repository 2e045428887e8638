import type { Clock } from '@gitops-example/kit/clock'
import {
  groupOf,
  type KubeObject,
  type ObjectRef,
  refKey,
  refOf,
} from '@gitops-example/kube-client/kube-object'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import type { ResourceType } from '@gitops-example/kube-client/resource-types'
import { ResourceWatch } from '@gitops-example/kube-client/resource-watch'
import { trackedBy } from './tracking.ts'

export interface LiveObjectsOptions {
  api: KubernetesApi
  clock: Clock
  log: (line: string) => void
  /** Something of this Application, or made by something of it, has changed. */
  onApplicationChange(instance: string): void
}

/** What objects can be asked for by those who judge them. */
export interface Live {
  get(ref: ObjectRef): KubeObject | undefined
  /** The objects that this one controls. */
  children(object: KubeObject): KubeObject[]
}

/** The live objects of every kind that Applications use, with what belongs to whom. A kind is watched once asked for. */
export class LiveObjects implements Live {
  readonly #options: LiveObjectsOptions
  #stopped = false
  #watches = new Map<string, ResourceWatch>()
  #byInstance = new Map<string, Map<string, KubeObject>>()
  #byController = new Map<string, Map<string, KubeObject>>()
  #listeners = new Map<string, Set<(before: KubeObject | undefined, now: KubeObject | undefined) => void>>()

  constructor(options: LiveObjectsOptions) {
    this.#options = options
  }

  /** Watches a kind from now on; resolves when its objects are known, and rejects when stopped before. */
  async watch(type: ResourceType): Promise<void> {
    if (this.#stopped) throw new Error('stopped')
    const key = kindKey(groupOf(type.apiVersion), type.kind)
    const known = this.#watches.get(key)
    if (known !== undefined) return await known.ready
    const watch = new ResourceWatch({
      ...this.#options,
      type,
      onChange: (before, now) => this.#changed(key, before, now),
    })
    this.#watches.set(key, watch)
    watch.start()
    try {
      await watch.ready
    } catch (error) {
      this.#watches.delete(key) // refused; a later call tries again
      throw error
    }
  }

  /** Calls `listener` for every change of a kind. */
  onKind(
    group: string,
    kind: string,
    listener: (before: KubeObject | undefined, now: KubeObject | undefined) => void,
  ): void {
    const key = kindKey(group, kind)
    const listeners = this.#listeners.get(key) ?? new Set()
    this.#listeners.set(key, listeners.add(listener))
  }

  get({ group, kind, namespace, name }: ObjectRef): KubeObject | undefined {
    return this.#watches.get(kindKey(group, kind))?.get(namespace, name)
  }

  typeOf({ group, kind }: Pick<ObjectRef, 'group' | 'kind'>): ResourceType | undefined {
    return this.#watches.get(kindKey(group, kind))?.type
  }

  /** Every watched object that carries the Application's mark. */
  ofInstance(instance: string): KubeObject[] {
    return [...(this.#byInstance.get(instance)?.values() ?? [])]
  }

  children(object: KubeObject): KubeObject[] {
    return [...(this.#byController.get(object.metadata.uid ?? '')?.values() ?? [])]
  }

  put(object: KubeObject): void {
    this.#watches.get(kindKey(groupOf(object.apiVersion), object.kind))?.put(object)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all([...this.#watches.values()].map((watch) => watch.stop()))
  }

  #changed(key: string, before: KubeObject | undefined, now: KubeObject | undefined): void {
    const instances = new Set<string>()
    for (const object of [before, now]) {
      const instance = object && this.#instanceOf(object)
      if (instance !== undefined) instances.add(instance)
    }
    if (before !== undefined) this.#unindex(before)
    if (now !== undefined) this.#index(now)
    for (const listener of this.#listeners.get(key) ?? []) listener(before, now)
    for (const instance of instances) this.#options.onApplicationChange(instance)
  }

  #index(object: KubeObject): void {
    const key = refKey(refOf(object))
    const instance = trackedBy(object)
    if (instance !== undefined) addTo(this.#byInstance, instance, key, object)
    const controller = controllerOf(object)
    if (controller !== undefined) addTo(this.#byController, controller.uid, key, object)
  }

  #unindex(object: KubeObject): void {
    const key = refKey(refOf(object))
    const instance = trackedBy(object)
    if (instance !== undefined) removeFrom(this.#byInstance, instance, key)
    const controller = controllerOf(object)
    if (controller !== undefined) removeFrom(this.#byController, controller.uid, key)
  }

  /** Follows controllers upwards: a Pod belongs to whom its ReplicaSet's Deployment belongs to. */
  #instanceOf(object: KubeObject): string | undefined {
    let at: KubeObject | undefined = object
    for (let depth = 0; at !== undefined && depth < 5; depth++) {
      const instance = trackedBy(at)
      if (instance !== undefined) return instance
      const owner = controllerOf(at)
      at =
        owner &&
        this.get({
          group: groupOf(owner.apiVersion),
          kind: owner.kind,
          namespace: at.metadata.namespace ?? '',
          name: owner.name,
        })
    }
    return undefined
  }
}

function controllerOf(object: KubeObject) {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true)
}

function kindKey(group: string, kind: string): string {
  return `${group}/${kind}`
}

function addTo(
  index: Map<string, Map<string, KubeObject>>,
  at: string,
  key: string,
  object: KubeObject,
): void {
  const objects = index.get(at) ?? new Map()
  index.set(at, objects.set(key, object))
}

function removeFrom(index: Map<string, Map<string, KubeObject>>, at: string, key: string): void {
  const objects = index.get(at)
  objects?.delete(key)
  if (objects?.size === 0) index.delete(at)
}
