import { asObject, asString, type JsonObject } from '../../../machinery/json/json.ts'
import { sameJson } from '../../../machinery/json/same.ts'
import type { StoredObject } from '../../../machinery/objects.ts'
import { groupVersion, type Resource } from '../../../machinery/resource.ts'
import { badRequest } from '../../../machinery/status-error.ts'
import { decodeObject } from '../../admission/decoding/decode-object.ts'
import { undeclaredPaths } from '../../admission/decoding/unknown-fields.ts'
import { type Api, timestamp } from '../../registry/api.ts'
import { compare } from './compare.ts'
import { conflictError } from './conflict-error.ts'
import { difference, isEmpty, sameSet } from './field-set.ts'
import { allowedByLastApplied, updateLastApplied } from './last-applied.ts'
import { encodeOwners, type Owner, type Owners, ownerKey, parseOwners } from './managers.ts'
import { mergeApplied } from './merge.ts'
import { prune } from './prune.ts'
import { setOf } from './set-of.ts'
import { conflictsWith, takeFields } from './take-fields.ts'
import { ownable, ownableChanges } from './untracked.ts'

export interface ApplyOptions {
  /** Whose fields these are from now on (`fieldManager`). */
  manager: string
  /** Takes fields that others own instead of refusing with 409. */
  force: boolean
  subresource?: 'status' | 'scale'
}

/**
 * What `old` becomes when `manager` applies `applied` (Kubernetes: Server-Side Apply): the merged object with its new
 * `managedFields`, ready for `create` (where `old` is undefined) or `update` with `managed: true`. Fields that the
 * manager no longer applies and nobody else owns are gone. Conflicts are a 409 with one cause for each field. An apply
 * that changes nothing gives back `old`.
 */
export function serverSideApply(
  api: Api,
  resource: Resource,
  old: StoredObject | undefined,
  given: JsonObject,
  options: ApplyOptions,
): JsonObject {
  requireApplicable(api, resource, given)
  const { schemas } = api
  const applied = decodeObject(schemas, resource, given)
  const schema = schemas.of(resource)
  const { managedFields, live } = split(old, applied)
  const owners = parseOwners(managedFields)
  if (old !== undefined && owners.size === 0) claimForBefore(owners, api, resource, live)

  const subresource = options.subresource ?? ''
  const identity = {
    manager: options.manager,
    operation: 'Apply',
    apiVersion: groupVersion(resource),
    subresource,
  } as const
  const self = ownerKey(identity)
  const last = owners.get(self)
  const fields = ownable(resource, subresource, setOf(schemas, schema, applied))
  // The same fields as last time are the same set: it need not be written again.
  const own =
    last !== undefined && sameSet(last.fields, fields) ? last : { ...identity, time: last?.time, fields }
  owners.set(self, { ...own, apiVersion: identity.apiVersion })

  const merged = mergeApplied(schemas, schema, live, applied)
  const next = asObject(prune(schemas, schema, merged, last?.fields, owners))
  const changes = ownableChanges(resource, subresource, compare(schemas, schema, live, next))
  const conflicts = conflictsWith(owners, self, changes)
  if (!options.force && conflicts.length > 0) {
    const allowed = allowedByLastApplied(schemas, schema, options.manager, live)
    const refused = conflicts
      .map((conflict) => ({ ...conflict, fields: difference(conflict.fields, allowed) }))
      .filter((conflict) => !isEmpty(conflict.fields))
    if (refused.length > 0) throw conflictError(refused)
  }
  takeFields(owners, self, changes)
  updateLastApplied(options.manager, next, applied)
  return withOwners(api, old, next, owners, self)
}

function requireApplicable(api: Api, resource: Resource, applied: JsonObject) {
  const expected = groupVersion(resource)
  if (applied.apiVersion !== expected) {
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${String(applied.apiVersion ?? '')}, expected: ${expected}`,
    )
  }
  if (applied.kind !== resource.kind) {
    const given = `${expected}, Kind=${String(applied.kind ?? '')}`
    throw badRequest(`Invalid object type: ${given}, expected: ${expected}, Kind=${resource.kind}`)
  }
  const { managedFields } = asObject(applied.metadata)
  if (managedFields !== undefined && managedFields !== null)
    throw badRequest('metadata.managedFields must be nil')
  const [undeclared] = undeclaredPaths(api, resource, applied)
  if (undeclared === undefined) return
  const { namespace, name } = asObject(applied.metadata)
  const object = `${asString(namespace)}/${asString(name)}`
  throw badRequest(
    `failed to create typed patch object (${object}; ${expected}, Kind=${resource.kind}): .${undeclared}: field not declared in schema`,
  )
}

/** Managed fields are not part of what is compared. */
function split(
  old: StoredObject | undefined,
  { apiVersion, kind }: JsonObject,
): { managedFields: unknown; live: JsonObject } {
  if (old === undefined) return { managedFields: undefined, live: { apiVersion, kind, metadata: {} } }
  const { managedFields, ...metadata } = old.metadata
  return { managedFields, live: { ...old, apiVersion, metadata } }
}

/** Whoever wrote an object before its first apply keeps what it has, under upstream's name for it. */
function claimForBefore(owners: Owners, api: Api, resource: Resource, live: JsonObject) {
  const before: Owner = {
    manager: 'before-first-apply',
    operation: 'Update',
    apiVersion: groupVersion(resource),
    subresource: '',
    time: timestamp(api.clock),
    fields: ownable(resource, '', setOf(api.schemas, api.schemas.of(resource), live)),
  }
  owners.set(ownerKey(before), before)
}

/** The time of an entry changes only with a change of the object or of who owns what. */
function withOwners(
  api: Api,
  old: StoredObject | undefined,
  next: JsonObject,
  owners: Owners,
  self: string,
): JsonObject {
  const place = (managedFields: JsonObject[]): JsonObject => {
    const { managedFields: _old, ...metadata } = asObject(next.metadata)
    // An update without the list would keep the old one.
    const isNeeded = managedFields.length > 0 || old?.metadata.managedFields !== undefined
    return { ...next, metadata: { ...metadata, ...(isNeeded && { managedFields }) } }
  }
  const unchanged = place(encodeOwners(owners))
  if (old !== undefined && sameJson(unchanged, old)) return unchanged
  const own = owners.get(self)
  if (own !== undefined) owners.set(self, { ...own, time: timestamp(api.clock) })
  return place(encodeOwners(owners))
}
