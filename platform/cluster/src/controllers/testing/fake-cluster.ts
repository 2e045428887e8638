import type { Clock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { AllObjects, AnyChange, Stored } from '../../client/all-objects.ts'
import type { ClusterClient, DeleteOptions, WatchEvent } from '../../client/cluster-client.ts'
import { canonicalJson } from '../../machinery/json/canonical-json.ts'
import type { BuiltIn, KubeObject, Live } from '../../machinery/objects.ts'
import { matchesSelector } from '../../machinery/selectors/typed-selector.ts'
import { timestamp } from '../../machinery/time.ts'
import { foregroundFinalizer, orphanFinalizer } from '../garbage-collector/judge-object.ts'

const kinds: { [R in keyof BuiltIn]: [kind: string, apiVersion: string] } = {
  configmaps: ['ConfigMap', 'v1'],
  controllerrevisions: ['ControllerRevision', 'apps/v1'],
  cronjobs: ['CronJob', 'batch/v1'],
  deployments: ['Deployment', 'apps/v1'],
  endpointslices: ['EndpointSlice', 'discovery.k8s.io/v1'],
  events: ['Event', 'v1'],
  horizontalpodautoscalers: ['HorizontalPodAutoscaler', 'autoscaling/v2'],
  ingressclasses: ['IngressClass', 'networking.k8s.io/v1'],
  ingresses: ['Ingress', 'networking.k8s.io/v1'],
  jobs: ['Job', 'batch/v1'],
  leases: ['Lease', 'coordination.k8s.io/v1'],
  namespaces: ['Namespace', 'v1'],
  networkpolicies: ['NetworkPolicy', 'networking.k8s.io/v1'],
  nodes: ['Node', 'v1'],
  poddisruptionbudgets: ['PodDisruptionBudget', 'policy/v1'],
  pods: ['Pod', 'v1'],
  replicasets: ['ReplicaSet', 'apps/v1'],
  secrets: ['Secret', 'v1'],
  serviceaccounts: ['ServiceAccount', 'v1'],
  services: ['Service', 'v1'],
  statefulsets: ['StatefulSet', 'apps/v1'],
}

/** The error of the API, as far as controllers read it. */
class FakeStatusError extends GitopsError {
  readonly reason: string
  constructor(reason: string, message: string) {
    super('fake', message)
    this.reason = reason
  }
}

/**
 * The rules of the API that controllers lean on, without validation and defaults: resource versions, generations,
 * conflicts, finalizers, graceful deletion of pods, watches that run in a microtask.
 */
export class FakeCluster implements ClusterClient, AllObjects {
  readonly #clock: Clock
  readonly #objects = new Map<string, Stored>()
  readonly #listeners = new Set<(change: AnyChange) => void>()
  #version = 0
  /** Every change there was, for tests that look at what happened on the way. */
  readonly log: AnyChange[] = []
  /** Makes creates of this resource fail, such as a quota would. */
  refuse: string | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get<R extends keyof BuiltIn>(resource: R, namespace: string, name: string) {
    return this.#objects.get(`${resource}/${namespace}/${name}`)?.object as Live<BuiltIn[R]> | undefined
  }

  list: ClusterClient['list'] = (resource, filter = {}) =>
    [...this.#objects.values()]
      .filter((stored) => stored.resource === resource)
      .filter(
        ({ object }) => filter.namespace === undefined || object.metadata.namespace === filter.namespace,
      )
      .filter(({ object }) => !filter.labels || matchesSelector(filter.labels, object.metadata.labels))
      .map(({ object }) => object as Live<BuiltIn[typeof resource]>)

  create: ClusterClient['create'] = (resource, given) => {
    if (resource === this.refuse) throw new FakeStatusError('Forbidden', `${resource} is forbidden`)
    const { generateName, ...metadata } = given.metadata ?? {}
    const serial = ++this.#version
    const name = metadata.name ?? `${generateName}${serial.toString(36).padStart(5, '0')}`
    const key = `${resource}/${metadata.namespace ?? ''}/${name}`
    if (this.#objects.has(key)) throw new FakeStatusError('AlreadyExists', `${key} already exists`)
    const [kind, apiVersion] = kinds[resource]
    const object = {
      ...given,
      kind,
      apiVersion,
      metadata: {
        ...metadata,
        name,
        uid: `uid-${serial}`,
        generation: 1,
        resourceVersion: String(serial),
        creationTimestamp: timestamp(this.#clock),
      },
    }
    this.#objects.set(key, { resource, object: object as Live<KubeObject> })
    this.#tell({ type: 'ADDED', resource, object: object as Live<KubeObject> })
    return object as Live<BuiltIn[typeof resource]>
  }

  update(stored: Stored): void
  update<R extends keyof BuiltIn>(resource: R, object: Live<BuiltIn[R]>): Live<BuiltIn[R]>
  update(first: Stored | string, second?: object): unknown {
    const { resource, object } =
      typeof first === 'string' ? { resource: first, object: second as Live<KubeObject> } : first
    const old = this.#live(resource, object)
    const status = 'status' in old ? { status: old.status } : {}
    const { status: _given, ...rest } = object
    return this.#write(resource, old, { ...rest, ...status } as Live<KubeObject>)
  }

  updateStatus: ClusterClient['updateStatus'] = (resource, object) => {
    const old = this.#live(resource, object as Live<KubeObject>)
    const status = (object as Live<KubeObject>).status
    return this.#write(resource, old, { ...old, status }) as Live<BuiltIn[typeof resource]>
  }

  delete(stored: Stored, options?: DeleteOptions): void
  delete(resource: keyof BuiltIn, namespace: string, name: string, options?: DeleteOptions): void
  delete(first: Stored | string, second?: DeleteOptions | string, name = '', last?: DeleteOptions): void {
    const stored =
      typeof first === 'string'
        ? this.#objects.get(`${first}/${String(second)}/${name}`)
        : this.find(first.object.metadata.uid)
    const options = (typeof first === 'string' ? last : (second as DeleteOptions | undefined)) ?? {}
    if (stored === undefined || (options.uid ?? stored.object.metadata.uid) !== stored.object.metadata.uid)
      return
    const { resource, object } = stored
    const { propagationPolicy: policy = 'Background', gracePeriodSeconds } = options
    const finalizers = [...(object.metadata.finalizers ?? [])]
    if (policy === 'Foreground') finalizers.push(foregroundFinalizer)
    if (policy === 'Orphan') finalizers.push(orphanFinalizer)
    const spec = object.spec as { nodeName?: string; finalizers?: string[] } | undefined
    const graceful = resource === 'pods' && spec?.nodeName !== undefined && gracePeriodSeconds !== 0
    const deletionTimestamp = object.metadata.deletionTimestamp ?? timestamp(this.#clock)
    const leaving = {
      ...object,
      metadata: { ...object.metadata, finalizers: [...new Set(finalizers)], deletionTimestamp },
    }
    if (graceful || finalizers.length > 0 || (spec?.finalizers?.length ?? 0) > 0) {
      // The node has ended the pod: only finalizers hold it now.
      const ended = resource === 'pods' && gracePeriodSeconds === 0
      this.#write(resource, object, ended ? { ...leaving, ended: true } : leaving)
      return
    }
    this.#remove(resource, leaving)
  }

  find(uid: string): Stored | undefined {
    return [...this.#objects.values()].find(({ object }) => object.metadata.uid === uid)
  }

  dependants(uid: string): Stored[] {
    return [...this.#objects.values()].filter(({ object }) =>
      object.metadata.ownerReferences?.some((owner) => owner.uid === uid),
    )
  }

  inNamespace(namespace: string): Stored[] {
    return [...this.#objects.values()].filter(({ object }) => object.metadata.namespace === namespace)
  }

  watch(listener: (change: AnyChange) => void): Disposable
  watch<R extends keyof BuiltIn>(resource: R, listener: (event: WatchEvent<BuiltIn[R]>) => void): Disposable
  watch(first: string | ((change: AnyChange) => void), second?: (event: never) => void): Disposable {
    const listener =
      typeof first === 'string'
        ? (change: AnyChange) => {
            if (change.resource === first) second?.(change as never)
          }
        : first
    for (const { resource, object } of this.#objects.values()) {
      queueMicrotask(() => this.#listeners.has(listener) && listener({ type: 'ADDED', resource, object }))
    }
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  #live(resource: string, object: Live<KubeObject>): Live<KubeObject> {
    const { namespace = '', name, resourceVersion } = object.metadata
    const live = this.#objects.get(`${resource}/${namespace}/${name}`)?.object
    if (live === undefined) throw new FakeStatusError('NotFound', `${resource} "${name}" not found`)
    if (live.metadata.resourceVersion !== resourceVersion) {
      throw new FakeStatusError('Conflict', `${resource} "${name}" has changed`)
    }
    return live
  }

  #write(resource: string, old: Live<KubeObject>, next: Live<KubeObject>): Live<KubeObject> {
    if (canonicalJson(old) === canonicalJson(next)) return old
    const specChanged = canonicalJson(old.spec) !== canonicalJson(next.spec)
    const generation = (old.metadata.generation ?? 1) + (specChanged ? 1 : 0)
    const resourceVersion = String(++this.#version)
    const object: Live<KubeObject> = {
      ...next,
      metadata: { ...next.metadata, generation, resourceVersion },
    }
    const { deletionTimestamp, finalizers = [] } = object.metadata
    const spec = object.spec as { nodeName?: string; finalizers?: string[] } | undefined
    const running = resource === 'pods' && spec?.nodeName !== undefined && object.ended !== true
    const held = finalizers.length > 0 || (spec?.finalizers?.length ?? 0) > 0 || running
    if (deletionTimestamp !== undefined && !held) {
      this.#remove(resource, object)
      return object
    }
    const key = `${resource}/${object.metadata.namespace ?? ''}/${object.metadata.name}`
    this.#objects.set(key, { resource, object })
    this.#tell({ type: 'MODIFIED', resource, object, old })
    return object
  }

  #remove(resource: string, object: Live<KubeObject>) {
    this.#objects.delete(`${resource}/${object.metadata.namespace ?? ''}/${object.metadata.name}`)
    this.#tell({ type: 'DELETED', resource, object })
  }

  #tell(change: AnyChange) {
    this.log.push(change)
    for (const listener of this.#listeners) {
      queueMicrotask(() => this.#listeners.has(listener) && listener(change))
    }
  }
}
