import type { Clock } from '@gitops-example/kit/clock'
import type { StoredObject } from '../../machinery/objects.ts'
import { type Resource, storageName } from '../../machinery/resource.ts'
import { Schemas } from '../../machinery/schema/schemas.ts'
import { notFound } from '../../machinery/status-error.ts'
import { createStore, type Store } from '../../storage/store.ts'
import { Resources } from './resources.ts'

/** What every verb works on. */
export interface Api {
  readonly store: Store
  readonly resources: Resources
  readonly schemas: Schemas
  readonly clock: Clock
}

/** The namespace is '' for cluster-scoped resources. */
export interface Target {
  resource: Resource
  namespace: string
  name: string
}

export interface WriteOptions {
  /** Do everything but store. */
  dryRun?: boolean
  /** The client's name in `managedFields`; without it the write is not tracked there. */
  manager?: string
  /** `managedFields` were computed by server-side apply already. */
  managed?: boolean
  /** A subresource that is written instead of the object: it changes its own part only. */
  subresource?: 'status' | 'scale'
  /** A write of the cluster's own parts, which may do what a client may not, such as binding a pod or finalizing. */
  internal?: boolean
}

export function createApi(clock: Clock, store: Store = createStore(clock)): Api {
  return { store, resources: new Resources(), schemas: new Schemas(), clock }
}

export function live(api: Api, { resource, namespace, name }: Target): StoredObject {
  const object = api.store.get(storageName(resource), namespace, name)
  if (object === undefined) throw notFound(resource, name)
  return object
}

/** Now as the API writes times: RFC 3339 in whole seconds. */
export function timestamp(clock: Clock): string {
  return `${new Date(clock.now()).toISOString().slice(0, 19)}Z`
}
