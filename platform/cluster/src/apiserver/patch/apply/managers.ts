import { asArray, asString, isObject, type JsonObject } from '../../../machinery/json/json.ts'
import { type FieldSet, isEmpty, union } from './field-set.ts'
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts'

/** Which fields a manager owns through one way of writing: an entry of `metadata.managedFields`. */
export interface Owner {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string | undefined
  readonly fields: FieldSet
  /** The entry's `fieldsV1` as it was read, and what it says: written again as long as that is what is owned. */
  readonly read?: { readonly fields: FieldSet; readonly fieldsV1: JsonObject }
}

/** Owners by their identity. */
export type Owners = Map<string, Owner>

/** An applier is one whatever version it applies; writes count apart by version and subresource. */
export function ownerKey({
  manager,
  operation,
  apiVersion,
  subresource,
}: Omit<Owner, 'fields' | 'time' | 'read'>): string {
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource])
}

/** The owners in `managedFields`; entries that make no sense are dropped, as upstream does. */
export function parseOwners(managedFields: unknown): Owners {
  const owners: Owners = new Map()
  for (const entry of asArray(managedFields)) {
    if (!isObject(entry)) continue
    const { operation } = entry
    if (operation !== 'Apply' && operation !== 'Update') continue
    const fields = fromFieldsV1(entry.fieldsV1)
    const owner: Owner = {
      manager: asString(entry.manager),
      operation,
      apiVersion: asString(entry.apiVersion),
      subresource: asString(entry.subresource),
      time: typeof entry.time === 'string' ? entry.time : undefined,
      fields,
      ...(isObject(entry.fieldsV1) && { read: { fields, fieldsV1: entry.fieldsV1 } }),
    }
    const key = ownerKey(owner)
    const same = owners.get(key)
    owners.set(key, same === undefined ? owner : { ...owner, fields: union(same.fields, owner.fields) })
  }
  return owners
}

/** The entries in upstream's order: appliers first, then by time and name. Owners of nothing are left out. */
export function encodeOwners(owners: Owners): JsonObject[] {
  const entries = [...owners.values()].filter(({ fields }) => !isEmpty(fields))
  entries.sort((a, b) => compareTexts(sortKey(a), sortKey(b)))
  return entries.map(({ manager, operation, apiVersion, subresource, time, fields, read }) => ({
    manager,
    operation,
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: read?.fields === fields ? read.fieldsV1 : toFieldsV1(fields),
    ...(subresource !== '' && { subresource }),
  }))
}

function sortKey({ operation, time = '', manager, apiVersion, subresource }: Owner): string[] {
  return [operation, time, manager, apiVersion, subresource]
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
  const index = a.findIndex((text, position) => text !== b[position])
  return index < 0 ? 0 : (a[index] ?? '') < (b[index] ?? '') ? -1 : 1
}
