import { cloneJson } from '../../machinery/json/clone.ts'
import { asArray, asObject, type JsonObject } from '../../machinery/json/json.ts'
import { sameJson } from '../../machinery/json/same.ts'
import type { KubeObject, StoredObject } from '../../machinery/objects.ts'
import { groupVersion, type Resource, storageName } from '../../machinery/resource.ts'
import { conflict, StatusError, staleMessage } from '../../machinery/status-error.ts'
import type { Draft } from '../../storage/store.ts'
import { decodeObject } from '../admission/decoding/decode-object.ts'
import { applyDefaults } from '../admission/defaults/defaults.ts'
import { keepAllocated } from '../admission/defaults/keep-allocated.ts'
import { validate } from '../admission/validation/validate.ts'
import { sameButTimes } from '../patch/apply/equal-except-times.ts'
import { trackWrite } from '../patch/apply/track-write.ts'
import { type Api, live, type Target, type WriteOptions } from './api.ts'
import { removeFinally } from './delete.ts'
import { allocateClusterIp } from './service-ips.ts'

export interface UpdateOptions extends WriteOptions {
  /** Writes of the cluster's own parts may do what a client may not, such as binding a pod or finalizing. */
  internal?: boolean
  /** `managedFields` were computed by server-side apply already. */
  managed?: boolean
}

/** Replaces an object, or its status: nothing is written when nothing changes. */
export function update(
  api: Api,
  target: Target,
  given: KubeObject,
  options: UpdateOptions = {},
): StoredObject {
  const { resource, name } = target
  const old = live(api, target)
  const givenMetadata = given.metadata ?? {}
  const version = givenMetadata.resourceVersion
  if (version !== undefined && version !== '' && version !== old.metadata.resourceVersion)
    throw conflict(resource, name, staleMessage)
  if (givenMetadata.uid !== undefined && givenMetadata.uid !== old.metadata.uid) {
    const because = `Precondition failed: UID in precondition: ${givenMetadata.uid}, UID in object meta: ${old.metadata.uid}`
    throw conflict(resource, name, because)
  }
  const decoded = options.internal ? given : (decodeObject(api.schemas, resource, given) as KubeObject)
  const draft = nextState(resource, old, decoded, options)
  keepAllocated(resource, old, draft)
  if (resource.group === '' && resource.kind === 'Service') allocateClusterIp(api.store, draft)
  applyDefaults(resource, draft)
  if (options.subresource !== 'status' || resource.custom !== undefined) validate(api, resource, draft, old)
  if (resource.hasGeneration && options.subresource !== 'status' && wantsOther(resource, old, draft)) {
    asObject(draft.metadata).generation = (old.metadata.generation ?? 0) + 1
  }
  if (options.manager !== undefined && !options.managed) trackWrite(api, resource, old, draft, options)
  if (sameButTimes(old, draft)) return old
  if (options.dryRun) return draft as StoredObject
  if (isLetGo(draft)) return removeFinally(api, resource, draft as Draft)
  return api.store.put(storageName(resource), draft as Draft)
}

function nextState(
  resource: Resource,
  old: StoredObject,
  given: KubeObject,
  { subresource, internal, managed }: UpdateOptions,
): JsonObject {
  if (subresource === 'status') {
    const copy = cloneJson({ status: given.status, fields: given.metadata?.managedFields })
    const managedFields = managed ? copy.fields : old.metadata.managedFields
    const metadata = { ...old.metadata, ...(managedFields && { managedFields }) }
    return { ...old, metadata, ...(copy.status !== undefined && { status: copy.status }) }
  }
  const { status: _status, ...rest } = given
  const draft = cloneJson(resource.hasStatus ? rest : given) as JsonObject
  if (resource.hasStatus && old.status !== undefined) draft.status = old.status
  draft.apiVersion = groupVersion(resource)
  draft.kind = resource.kind
  draft.metadata = nextMetadata(old, asObject(draft.metadata))
  if (resource.resource === 'namespaces' && !internal) {
    draft.spec = { ...asObject(draft.spec), finalizers: asArray(asObject(old.spec).finalizers) }
  }
  return draft
}

/** The fields of metadata that only the API server writes keep their values. */
function nextMetadata(old: StoredObject, metadata: JsonObject): JsonObject {
  const {
    name,
    namespace,
    uid,
    resourceVersion,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    managedFields,
  } = old.metadata
  const given = asArray(metadata.finalizers) as string[]
  if (deletionTimestamp !== undefined) {
    const added = given.filter((finalizer) => !old.metadata.finalizers?.includes(finalizer))
    if (added.length > 0) throw noNewFinalizers(old, added)
  }
  const kept: JsonObject = {
    name,
    namespace,
    uid,
    resourceVersion,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
  }
  const next: JsonObject = { ...metadata }
  delete next.selfLink
  for (const [field, value] of Object.entries(kept)) {
    if (value === undefined) delete next[field]
    else next[field] = value
  }
  dropEmpty(next)
  if (next.managedFields === undefined && managedFields !== undefined) next.managedFields = managedFields
  return next
}

/** As in upstream's JSON, an empty list or map of metadata is none. */
export function dropEmpty(metadata: JsonObject): void {
  for (const field of ['annotations', 'finalizers', 'labels', 'ownerReferences']) {
    const value = metadata[field]
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) delete metadata[field]
  }
}

function noNewFinalizers(old: StoredObject, added: string[]): StatusError {
  const listed = added.map((finalizer) => JSON.stringify(finalizer)).join(', ')
  const message = `metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${listed}}`
  return new StatusError(422, 'Invalid', `${old.kind} "${old.metadata.name}" is invalid: ${message}`)
}

/** Whether anything but metadata and status differs. */
function wantsOther(resource: Resource, old: StoredObject, draft: JsonObject): boolean {
  const without = (object: object) => {
    const { metadata: _m, status, ...rest } = object as JsonObject
    return resource.hasStatus ? rest : { ...rest, status }
  }
  return !sameJson(without(old), without(draft))
}

/** An object that is being deleted goes with its last finalizer. */
export function isLetGo(draft: JsonObject): boolean {
  const metadata = asObject(draft.metadata)
  if (metadata.deletionTimestamp === undefined) return false
  if (asArray(metadata.finalizers).length > 0) return false
  if (draft.kind === 'Namespace' && asArray(asObject(draft.spec).finalizers).length > 0) return false
  return ((metadata.deletionGracePeriodSeconds as number | undefined) ?? 0) === 0
}
