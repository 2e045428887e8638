import type { ObjectMeta } from '#kubernetes/meta/v1'
import { cloneJson } from '../../machinery/json/clone.ts'
import { asArray, asObject } from '../../machinery/json/json.ts'
import type { KubeObject, LiveMeta, StoredObject } from '../../machinery/objects.ts'
import { groupVersion, type Resource } from '../../machinery/resource.ts'
import { StatusError } from '../../machinery/status-error.ts'
import type { Draft } from '../../storage/store.ts'
import { keepAllocated } from '../admission/defaults/keep-allocated.ts'
import type { WriteOptions } from './api.ts'

/** What `old` becomes with what is given: a write of an object leaves its status alone, one of the status all else. */
export function nextState(
  resource: Resource,
  old: StoredObject,
  given: KubeObject,
  { subresource, internal, managed }: WriteOptions,
): Draft {
  // A client's object was copied when it was decoded; one of our own parts may share parts with stored ones.
  const own = <T>(value: T): T => (internal ? cloneJson(value) : value)
  if (subresource === 'status') {
    const status = own(given.status)
    const managedFields = managed ? given.metadata?.managedFields : old.metadata.managedFields
    const metadata = { ...old.metadata, ...(managedFields && { managedFields }) }
    return { ...old, metadata, ...(status !== undefined && { status }) }
  }
  const { status: givenStatus, metadata = {}, ...rest } = given
  const status = resource.hasStatus ? old.status : own(givenStatus)
  const draft = {
    ...own(rest),
    ...(status !== undefined && { status }),
    apiVersion: groupVersion(resource),
    kind: resource.kind,
    metadata: nextMetadata(old, own(metadata)),
  }
  keepAllocated(resource, old, draft)
  if (internal || resource.resource !== 'namespaces') return draft
  return { ...draft, spec: { ...asObject(given.spec), finalizers: asArray(asObject(old.spec).finalizers) } }
}

/** The fields of metadata that only the API server writes keep their values. */
function nextMetadata(old: StoredObject, given: ObjectMeta): LiveMeta {
  const { deletionTimestamp, deletionGracePeriodSeconds, namespace, generation } = old.metadata
  const { name, uid, resourceVersion, creationTimestamp } = old.metadata
  const {
    selfLink: _selfLink,
    namespace: _namespace,
    generation: _generation,
    deletionTimestamp: _deletionTimestamp,
    deletionGracePeriodSeconds: _gracePeriod,
    managedFields = old.metadata.managedFields,
    ...kept
  } = given
  if (deletionTimestamp !== undefined) requireNoNewFinalizers(old, kept.finalizers ?? [])
  return {
    ...withoutEmpty(kept),
    name,
    ...(namespace !== undefined && { namespace }),
    uid,
    resourceVersion,
    creationTimestamp,
    ...(generation !== undefined && { generation }),
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
    ...(deletionGracePeriodSeconds !== undefined && { deletionGracePeriodSeconds }),
    ...(managedFields !== undefined && { managedFields }),
  }
}

/** As in upstream's JSON, an empty list or map of metadata is none. */
function withoutEmpty({ annotations, finalizers, labels, ownerReferences, ...rest }: ObjectMeta): ObjectMeta {
  return {
    ...rest,
    ...(isFilled(annotations) && { annotations }),
    ...(isFilled(finalizers) && { finalizers }),
    ...(isFilled(labels) && { labels }),
    ...(isFilled(ownerReferences) && { ownerReferences }),
  }
}

function isFilled<T extends object>(value: T | undefined): value is T {
  return value !== undefined && Object.keys(value).length > 0
}

function requireNoNewFinalizers({ kind, metadata }: StoredObject, given: readonly string[]): void {
  const added = given.filter((finalizer) => !metadata.finalizers?.includes(finalizer))
  if (added.length === 0) return
  const listed = added.map((finalizer) => JSON.stringify(finalizer)).join(', ')
  const message = `metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${listed}}`
  throw new StatusError(422, 'Invalid', `${kind} "${metadata.name}" is invalid: ${message}`)
}
