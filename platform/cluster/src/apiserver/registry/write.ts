import { asDraft, type JsonObject } from '../../machinery/json/json.ts'
import { sameJson } from '../../machinery/json/same.ts'
import type { KubeObject, StoredObject } from '../../machinery/objects.ts'
import { type Resource, storageName } from '../../machinery/resource.ts'
import { alreadyExists } from '../../machinery/status-error.ts'
import type { Draft } from '../../storage/store.ts'
import { decodeObject } from '../admission/decoding/decode-object.ts'
import { applyDefaults } from '../admission/defaults/defaults.ts'
import { validate } from '../admission/validation/validate.ts'
import { equalExceptTimes } from '../patch/apply/equal-except-times.ts'
import { trackWrite } from '../patch/apply/track-write.ts'
import { allocateClusterIp, requireFreeClusterIp } from './allocate-cluster-ip.ts'
import type { Api, Target, WriteOptions } from './api.ts'
import { firstState } from './first-state.ts'
import { isReadyToRemove } from './is-ready-to-remove.ts'
import { nextState } from './next-state.ts'
import { removeFinally } from './remove-finally.ts'

/**
 * The one way of an object into the store: decoded, completed, defaulted, validated, its fields' owners noted, stored.
 * Replaces `old`, or adds an object where there is none; nothing is stored when nothing changes.
 */
export function write(
  api: Api,
  { resource, namespace }: Omit<Target, 'name'>,
  old: StoredObject | undefined,
  given: JsonObject,
  options: WriteOptions,
): StoredObject {
  const { schemas, store } = api
  // The cluster's own parts pass what they have read from the store.
  const decoded = options.internal ? (given as KubeObject) : decodeObject(schemas, resource, given)
  const draft =
    old === undefined
      ? firstState(api, resource, namespace, decoded, options)
      : nextState(resource, old, decoded, options)
  const isService = resource.group === '' && resource.kind === 'Service'
  if (isService) allocateClusterIp(store, draft)
  applyDefaults(resource, draft)
  if (options.subresource !== 'status' || resource.custom !== undefined) validate(api, resource, draft, old)
  if (isService && !options.internal) requireFreeClusterIp(store, old, draft)
  if (old === undefined) requireFreeName(api, resource, namespace, draft.metadata.name)
  else if (options.subresource !== 'status') countGeneration(resource, old, draft)
  if (options.manager !== undefined && !options.managed) trackWrite(api, resource, old, draft, options)
  if (old !== undefined && equalExceptTimes(old, draft)) return old
  // As upstream, what a dry run of a create gives back has no resourceVersion.
  if (options.dryRun) return draft as StoredObject
  if (old !== undefined && isReadyToRemove(draft)) return removeFinally(api, resource, draft)
  return store.put(storageName(resource), draft)
}

function requireFreeName({ store }: Api, resource: Resource, namespace: string, name: string) {
  if (store.get(storageName(resource), namespace, name) !== undefined) throw alreadyExists(resource, name)
}

/** `metadata.generation` counts changes of what is wanted. */
function countGeneration(resource: Resource, old: StoredObject, draft: Draft) {
  if (!resource.hasGeneration || !desiredStateChanged(resource, old, draft)) return
  asDraft(draft.metadata).generation = (old.metadata.generation ?? 0) + 1
}

/** Whether anything but metadata and status differs. */
function desiredStateChanged({ hasStatus }: Resource, old: JsonObject, next: JsonObject): boolean {
  const desired = ({ metadata: _metadata, status, ...rest }: JsonObject) =>
    hasStatus ? rest : { ...rest, status }
  return !sameJson(desired(old), desired(next))
}
