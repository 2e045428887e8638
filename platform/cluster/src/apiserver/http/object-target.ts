import { methodNotAllowed } from '../../machinery/status-error.ts'
import type { Target } from '../registry/api.ts'
import type { ResourceRequest } from './resource-request.ts'

/** The one object that a path names; 405 for a path that names a collection. */
export function targetOf({ resource, namespace, name }: ResourceRequest): Target {
  if (name === undefined || namespace === undefined) throw methodNotAllowed()
  return { resource, namespace, name }
}
