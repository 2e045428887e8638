import type { StoredObject } from '../../../machinery/objects.ts'
import { isDeletedAsCollection, type Resource } from '../../../machinery/resource.ts'
import { methodNotAllowed, StatusError } from '../../../machinery/status-error.ts'
import { type ApiDeleteOptions, type Deletion, deleteObject } from '../../registry/delete.ts'
import { listObjects } from '../../registry/list.ts'
import { type Answer, ok } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { readDeleteOptions } from '../delete-options.ts'
import { encoderFor } from '../encode/encoder-for.ts'
import { objectFilter } from '../object-filter.ts'
import { targetOf } from '../object-target.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'

/** Upstream answers with the deleted object for these, with a Status for all others. */
const answeredWhole = new Set([
  'pods',
  'services',
  'serviceaccounts',
  'persistentvolumeclaims',
  'resourcequotas',
])

const jobWarning =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning'

export async function deleteOne(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const target = targetOf(asked)
  const encoder = encoderFor(context, request, asked.served)
  const { options, warnings } = withDefaultPolicy(asked.resource, await readDeleteOptions(context, request))
  const deletion = deleteObject(context.api, target, options)
  const isWhole =
    !deletion.gone || (asked.resource.group === '' && answeredWhole.has(asked.resource.resource))
  if (isWhole) return ok(encoder.one(deletion.object), warnings)
  return ok(deletedStatus(asked.resource, deletion), warnings)
}

/** DELETE on a collection of one namespace or of none: what the selectors pick, as a list of what was deleted. */
export async function deleteCollection(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const { api } = context
  const { resource } = asked
  if (asked.namespace === undefined || !isDeletedAsCollection(resource)) throw methodNotAllowed()
  const encoder = encoderFor(context, request, asked.served)
  const { options, warnings } = withDefaultPolicy(resource, await readDeleteOptions(context, request))
  const { items } = listObjects(api, resource, objectFilter(asked, request.query), {})
  const deleted = items.flatMap(({ metadata: { namespace = '', name } }): StoredObject[] => {
    try {
      return [deleteObject(api, { resource, namespace, name }, options).object]
    } catch (error) {
      if (error instanceof StatusError && error.reason === 'NotFound') return []
      throw error
    }
  })
  return ok(encoder.list(deleted, { resourceVersion: String(api.store.version) }), warnings)
}

/** Jobs keep their pods unless the client says otherwise (Kubernetes: batch/v1 defaults to orphaning). */
function withDefaultPolicy(
  { group, resource }: Resource,
  options: ApiDeleteOptions,
): { options: ApiDeleteOptions; warnings: string[] } {
  const isJob = group === 'batch' && resource === 'jobs'
  if (!isJob || options.propagationPolicy !== undefined) return { options, warnings: [] }
  return { options: { ...options, propagationPolicy: 'Orphan' }, warnings: [jobWarning] }
}

function deletedStatus({ resource, group }: Resource, { object }: Deletion): object {
  const { name, uid } = object.metadata
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group !== '' && { group }), kind: resource, uid },
  }
}
