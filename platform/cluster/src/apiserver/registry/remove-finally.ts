import type { StoredObject } from '../../machinery/objects.ts'
import { type Resource, storageName } from '../../machinery/resource.ts'
import { notFound } from '../../machinery/status-error.ts'
import type { Draft } from '../../storage/store.ts'
import type { Api } from './api.ts'

/** The one place where objects leave the store; returns the last state, with the version of the removal. */
export function removeFinally({ store }: Api, resource: Resource, last: Draft): StoredObject {
  const { namespace = '', name } = last.metadata
  const removed = store.remove(storageName(resource), namespace, name, last)
  if (removed === undefined) throw notFound(resource, name)
  return removed
}
