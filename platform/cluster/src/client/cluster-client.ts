import type { LabelSelector } from '#kubernetes/meta/v1'
import type { BuiltIn, Live } from '../machinery/objects.ts'

export type WatchEvent<T> =
  | { type: 'ADDED'; object: Live<T> }
  | { type: 'MODIFIED'; object: Live<T>; old: Live<T> }
  | { type: 'DELETED'; object: Live<T> }

export interface DeleteOptions {
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  gracePeriodSeconds?: number
  /** Refuses with 409 when the live object has another uid. */
  uid?: string
}

/**
 * What controllers and the node use: the API of this cluster without the HTTP in between. The same admission,
 * defaulting, validation and conflict rules apply; failures are `StatusError` with upstream's reason and code.
 * Cluster-scoped resources take the namespace ''.
 */
export interface ClusterClient {
  get<R extends keyof BuiltIn>(resource: R, namespace: string, name: string): Live<BuiltIn[R]> | undefined
  list<R extends keyof BuiltIn>(
    resource: R,
    filter?: { namespace?: string; labels?: LabelSelector },
  ): Live<BuiltIn[R]>[]
  /** `metadata.generateName` works as in the API. */
  create<R extends keyof BuiltIn>(resource: R, object: BuiltIn[R]): Live<BuiltIn[R]>
  /** Refuses with 409 when `metadata.resourceVersion` is not the live one. Leaves status alone. */
  update<R extends keyof BuiltIn>(resource: R, object: Live<BuiltIn[R]>): Live<BuiltIn[R]>
  /** The same for the status subresource: changes status and nothing else. No write when nothing changes. */
  updateStatus<R extends keyof BuiltIn>(resource: R, object: Live<BuiltIn[R]>): Live<BuiltIn[R]>
  /**
   * Deletes by the API's rules: a pod gets `deletionTimestamp` and stays until the node calls this again with
   * `gracePeriodSeconds: 0`; finalizers hold an object back. An object that is already gone is not an error.
   */
  delete<R extends keyof BuiltIn>(resource: R, namespace: string, name: string, options?: DeleteOptions): void
  /**
   * First ADDED for every object there is, then each change in the order of the log, never inside the caller's own
   * write: listeners run in a microtask after it.
   */
  watch<R extends keyof BuiltIn>(resource: R, listener: (event: WatchEvent<BuiltIn[R]>) => void): Disposable
}
