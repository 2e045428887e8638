import type { Clock } from '@gitops-example/kit/clock'
import type { KubeObject, LiveMeta, StoredObject } from '../machinery/objects.ts'
import type { Change } from './change.ts'
import { ChangeLog, type ChangeLogOptions } from './change-log.ts'
import { ObjectIndex } from './object-index.ts'
import { ResourceObjects } from './resource-objects.ts'

/** An object before the store gave it a `resourceVersion`. */
export interface Draft extends KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Omit<LiveMeta, 'resourceVersion'> & { readonly resourceVersion?: string }
}

const anyResource = '*'

/**
 * The cluster's objects in memory, as one ordered log of changes. Objects are immutable and shared: whoever changes
 * one stores a new object. Every write is synchronous, so that read, check and write are one step without locks.
 */
export class Store {
  readonly #resources = new Map<string, ResourceObjects>()
  readonly #index = new ObjectIndex()
  readonly #log: ChangeLog
  readonly #listeners = new Map<string, Set<(change: Change) => void>>()

  constructor(clock: Clock, options: ChangeLogOptions = {}) {
    // Objects do not outlive the process. Counting from the time makes every version of an earlier run too old, so
    // that its clients get 410 and list again instead of resuming in a log that never held their changes. A hundred
    // versions for a millisecond: a run may make more changes than it lasts milliseconds.
    this.#log = new ChangeLog(clock.now() * 100, options)
  }

  /** The version of the last change. */
  get version(): number {
    return this.#log.version
  }

  get(resource: string, namespace: string, name: string): StoredObject | undefined {
    return this.#resources.get(resource)?.get(namespace, name)
  }

  /** Objects in the order of namespace and name. */
  list(resource: string, namespace?: string): readonly StoredObject[] {
    return this.#resources.get(resource)?.list(namespace) ?? []
  }

  /** Names of resources that have had an object. */
  resources(): Iterable<string> {
    return this.#resources.keys()
  }

  find(uid: string) {
    return this.#index.find(uid)
  }

  dependants(uid: string) {
    return this.#index.dependants(uid)
  }

  /** Adds or replaces an object and returns it with its new `resourceVersion`. */
  put(resource: string, draft: Draft): StoredObject {
    const version = this.#log.version + 1
    const object = { ...draft, metadata: { ...draft.metadata, resourceVersion: String(version) } }
    const objects = this.#objectsOf(resource)
    const old = objects.put(object)
    this.#index.put(resource, object, old)
    this.#report(
      old === undefined
        ? { type: 'ADDED', resource, version, object }
        : { type: 'MODIFIED', resource, version, object, old },
    )
    return object
  }

  /** Removes an object and returns its last state, with the version of the removal. */
  remove(resource: string, namespace: string, name: string, last?: Draft): StoredObject | undefined {
    const old = this.get(resource, namespace, name)
    if (old === undefined) return undefined
    const version = this.#log.version + 1
    const final = last ?? old
    const object = { ...final, metadata: { ...final.metadata, resourceVersion: String(version) } }
    this.#objectsOf(resource).remove(namespace, name)
    this.#index.remove(old)
    this.#report({ type: 'DELETED', resource, version, object, old })
    return object
  }

  /** Forgets a whole resource without reporting it: its objects must be gone. */
  forget(resource: string): void {
    this.#resources.delete(resource)
  }

  /** Changes after `version`, oldest first; `undefined` when the log no longer reaches back that far. */
  changesSince(version: number): readonly Change[] | undefined {
    return this.#log.since(version)
  }

  /** Whether a watch could resume from `version`. */
  remembers(version: number): boolean {
    return this.#log.remembers(version)
  }

  /**
   * Calls `listener` inside every later write to `resource`, or to any, in the order of the log: it must only take
   * notes.
   */
  onChange(listener: (change: Change) => void, resource = anyResource): Disposable {
    const listeners = this.#listeners.get(resource) ?? new Set()
    this.#listeners.set(resource, listeners)
    listeners.add(listener)
    return { [Symbol.dispose]: () => listeners.delete(listener) }
  }

  #objectsOf(resource: string): ResourceObjects {
    let objects = this.#resources.get(resource)
    if (objects === undefined) {
      objects = new ResourceObjects()
      this.#resources.set(resource, objects)
    }
    return objects
  }

  #report(change: Change) {
    this.#log.append(change)
    for (const listener of this.#listeners.get(change.resource) ?? []) listener(change)
    for (const listener of this.#listeners.get(anyResource) ?? []) listener(change)
  }
}

export function createStore(clock: Clock, options?: ChangeLogOptions): Store {
  return new Store(clock, options)
}
