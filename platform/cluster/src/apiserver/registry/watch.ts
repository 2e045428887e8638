import type { StoredObject } from '../../machinery/objects.ts'
import { type Resource, storageName } from '../../machinery/resource.ts'
import { expired } from '../../machinery/status-error.ts'
import type { Change } from '../../storage/change.ts'
import type { Api } from './api.ts'
import { type ObjectFilter, picks } from './object-filter.ts'
import { readVersion } from './versions.ts'

export interface ObjectEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  object: StoredObject
}

export interface WatchOptions {
  resourceVersion: string
  /** Whether the watch begins with what is there; by default when no version to start from is given. */
  sendInitialEvents?: boolean
}

export interface WatchStart {
  /** What is there, to be sent first. */
  initial: readonly StoredObject[]
  /** Changes between the asked version and now. */
  missed: readonly Change[]
  /** The version that is reached with both. */
  version: number
}

/** Where a watch begins; 410 when the log no longer reaches back to the asked version. */
export function startOfWatch(
  { store }: Api,
  resource: Resource,
  filter: ObjectFilter,
  { resourceVersion, sendInitialEvents }: WatchOptions,
): WatchStart {
  const asked = readVersion(resourceVersion)
  const { version } = store
  if (sendInitialEvents ?? asked === 0) {
    const all = store.list(storageName(resource), filter.namespace)
    return { initial: all.filter((object) => picks(filter, object)), missed: [], version }
  }
  if (asked === 0) return { initial: [], missed: [], version }
  const missed = store.changesSince(asked)
  if (missed === undefined) throw expired(`too old resource version: ${asked} (${version})`)
  return { initial: [], missed, version: Math.max(version, asked) }
}

/**
 * What a change means for a watch: an object that begins to fit its selectors is added, one that no longer fits is
 * deleted. `undefined` when the watch is not concerned.
 */
export function eventOf(filter: ObjectFilter, { type, object, old }: Change): ObjectEvent | undefined {
  const fits = type !== 'DELETED' && picks(filter, object)
  const didFit = old !== undefined && picks(filter, old)
  if (fits) return { type: didFit ? 'MODIFIED' : 'ADDED', object }
  if (!didFit) return undefined
  if (type === 'DELETED') return { type, object }
  // The state that the watcher knows, at the version of the change.
  const { resourceVersion } = object.metadata
  return { type: 'DELETED', object: { ...old, metadata: { ...old.metadata, resourceVersion } } }
}
