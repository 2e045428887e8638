import { asDraft, isObject, type JsonDraft, type JsonObject } from '../../../machinery/json/json.ts'
import type { StoredObject } from '../../../machinery/objects.ts'
import { groupVersion, type Resource } from '../../../machinery/resource.ts'
import { type Api, timestamp, type WriteOptions } from '../../registry/api.ts'
import { withoutAllocated } from './allocated.ts'
import { compare } from './compare.ts'
import { emptySet, isEmpty, union } from './field-set.ts'
import { limitUpdaters } from './limit-updaters.ts'
import { encodeOwners, type Owner, type Owners, ownerKey, parseOwners } from './managers.ts'
import { takeFields } from './take-fields.ts'
import { ownable } from './untracked.ts'

/**
 * Notes in the draft's `managedFields` which fields a write that is not an apply changed: they belong to the writer now,
 * and to nobody else. `options.manager` names the writer.
 */
export function trackWrite(
  api: Api,
  resource: Resource,
  old: StoredObject | undefined,
  draft: JsonDraft,
  options: WriteOptions,
): void {
  const metadata = asDraft(draft.metadata)
  const owners = givenOwners(old, metadata.managedFields, options)
  // An object that nobody is tracked for, such as a controller's, stays so until the first apply.
  if (old !== undefined && owners.size === 0) {
    delete metadata.managedFields
    return
  }
  const writer = {
    manager: options.manager ?? '',
    operation: 'Update',
    apiVersion: groupVersion(resource),
    subresource: options.subresource ?? '',
  } as const
  const schema = api.schemas.of(resource)
  const changes = compare(api.schemas, schema, old ?? skeleton(draft), draft)
  takeFields(owners, '', changes)
  const changed = union(changes.added, changes.modified)
  const own = ownable(
    resource,
    writer.subresource,
    old === undefined ? withoutAllocated(resource, changed) : changed,
  )
  if (!isEmpty(own)) addOwn(owners, { ...writer, time: timestamp(api.clock), fields: own })
  limitUpdaters(owners)
  const entries = encodeOwners(owners)
  if (entries.length > 0) metadata.managedFields = entries
  else delete metadata.managedFields
  draft.metadata = metadata
}

function addOwn(owners: Owners, own: Owner) {
  const key = ownerKey(own)
  const previous = owners.get(key)?.fields ?? emptySet
  owners.set(key, { ...own, fields: union(previous, own.fields) })
}

/** A client may write `managedFields` itself: an empty list, or one empty entry, removes every owner. */
function givenOwners(old: StoredObject | undefined, given: unknown, { subresource }: WriteOptions): Owners {
  if (subresource === undefined) {
    if (isReset(given)) return new Map()
    const owners = parseOwners(given)
    if (owners.size > 0) return owners
  }
  return parseOwners(old?.metadata.managedFields)
}

function isReset(given: unknown): boolean {
  if (!Array.isArray(given)) return false
  const [first] = given
  return given.length === 0 || (given.length === 1 && isObject(first) && Object.keys(first).length === 0)
}

/** What a new object is compared with: it has no fields yet but those that name it. */
function skeleton({ apiVersion, kind }: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: {} }
}
