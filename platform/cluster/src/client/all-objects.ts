import type { KubeObject, Live } from '../machinery/objects.ts'
import type { DeleteOptions } from './cluster-client.ts'

/** An object together with the resource that it is stored under, as the store names it. */
export interface Stored {
  resource: string
  object: Live<KubeObject>
}

export type AnyChange =
  | { type: 'ADDED' | 'DELETED'; resource: string; object: Live<KubeObject> }
  | { type: 'MODIFIED'; resource: string; object: Live<KubeObject>; old: Live<KubeObject> }

/**
 * The objects of every resource, custom ones included: what garbage collection and the end of a namespace need beyond
 * `ClusterClient`. A `resource` is an opaque name that comes from here and goes back here.
 */
export interface AllObjects {
  find(uid: string): Stored | undefined
  /** Objects that name `uid` among their owner references. */
  dependants(uid: string): Stored[]
  inNamespace(namespace: string): Stored[]
  /** Writes metadata and, for a namespace, `spec.finalizers`; an object that waits for its last finalizer goes then. */
  update(stored: Stored): void
  /** By the API's rules, as `ClusterClient.delete`. */
  delete(stored: Stored, options?: DeleteOptions): void
  /** ADDED for every object there is, then each change, in a microtask after it. */
  watch(listener: (change: AnyChange) => void): Disposable
}
